package dev.confab.application.session;

import dev.confab.domain.IdSource;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.SessionCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.UUID;

/** Adds messages to the sessions of a catalog. */
final class AddedMessages implements AddMessage {

    private static final int VERSION = 8;

    private final SessionCatalog catalog;
    private final IdSource ids;
    private final int longest;

    AddedMessages(SessionCatalog catalog, IdSource ids, int longest) {
        this.catalog = Objects.requireNonNull(catalog, "catalog");
        this.ids = Objects.requireNonNull(ids, "ids");
        this.longest = longest;
    }

    @Override
    public Result add(Owner owner, Command command) {
        if (command.content().length() > longest) {
            return new Result.TooLong(command.content().length(), longest);
        }
        var id = new MessageId(command.clientId().map(name -> named(command.session(), name)).orElseGet(ids::next));
        return switch (catalog.addMessage(owner, command.session(),
                new NewMessage(id, command.role(), command.content()))) {
            case MessageAdding.Added(var message) -> new Result.Added(message, false);
            case MessageAdding.Known(var message) -> new Result.Added(message, true);
            case MessageAdding.Taken taken -> new Result.NameTaken();
            case MessageAdding.Busy(var active) -> new Result.Busy(active);
            case MessageAdding.NoSuchSession unknown -> new Result.NoSuchSession();
        };
    }

    /** The same name in the same session is the same identity: the store needs no place for names. */
    private static UUID named(SessionId session, String name) {
        MessageDigest digest = ContentDigest.begin();
        digest.update(session.toString().getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
        return new UUID((bytes.getLong() & ~0xF000L) | (VERSION << 12),
                (bytes.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }
}
