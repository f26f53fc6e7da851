package dev.confab.application.execution;

import dev.confab.application.chat.SendMessage;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.attachment.ViewBox;
import dev.confab.domain.retrieval.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The SHA-256 of all that a command means, without its key: each part with its length before it, so that none runs into the next. */
final class CommandDigest {

    private final MessageDigest digest;

    private CommandDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java platform has SHA-256", never);
        }
    }

    static String of(SendMessage.Command command) {
        var parts = new CommandDigest();
        switch (command.ask()) {
            case SendMessage.Ask.Said said -> parts.add("said").add(said.message().value());
            case SendMessage.Ask.Edited edited ->
                parts.add("edited").add(edited.replaced().toString()).add(edited.message().value());
            case SendMessage.Ask.Again again -> parts.add("again");
        }
        parts.add(command.session().map(SessionId::toString))
                .add(command.selectedText().map(PlainText::value))
                .add(command.mode().map(mode -> mode.name().toLowerCase(Locale.ROOT)))
                .add(command.onBusy().name());
        command.scope().ifPresent(parts::add);
        command.assistant().ifPresent(parts::add);
        command.ask().attachments().all().forEach(parts::add);
        command.metadata().entries().forEach((name, value) -> parts.add(name).add(value));
        return HexFormat.of().formatHex(parts.digest.digest());
    }

    /**
     * A command without a scope has the digest that it had before there were scopes. No length begins with such a byte, so
     * that no metadata looks like a scope.
     */
    private void add(Scope scope) {
        Set<DocumentId> documents = scope.documents().orElse(Set.of());
        digest.update((byte) 0xFF);
        add(String.valueOf(documents.size()));
        documents.stream().map(DocumentId::toString).sorted().forEach(this::add);
    }

    /** No length begins with such a byte either. */
    private void add(AssistantId assistant) {
        digest.update((byte) 0xFE);
        add(assistant.toString());
    }

    /** Nor with such ones. */
    private void add(Attachment attachment) {
        switch (attachment) {
            case Attachment.SvgPath path -> {
                digest.update((byte) 0xFD);
                add(path.viewBox().map(ViewBox::text));
            }
            case Attachment.Context context -> digest.update((byte) 0xFC);
        }
        add(attachment.label().map(PlainText::value)).add(attachment.data().value());
    }

    private CommandDigest add(Optional<String> part) {
        digest.update((byte) (part.isPresent() ? 1 : 0));
        part.ifPresent(this::add);
        return this;
    }

    private CommandDigest add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
        return this;
    }
}
