package dev.confab.rest.request;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.identity.TokenId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Identities as clients write them: in the one canonical form. Anything else names nothing, just as an unknown one. */
public final class Ids {

    /** {@link UUID#fromString} takes shorter groups too; two spellings of one id would be one too many. */
    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final MessageId NO_MESSAGE = new MessageId(new UUID(0, 0));

    private static final DocumentId NO_DOCUMENT = new DocumentId(new UUID(0, 0));

    private static final AssistantId NO_ASSISTANT = new AssistantId(new UUID(0, 0));

    private Ids() {}

    /** Returns the run that is named. */
    public static Optional<RunId> run(String text) {
        return uuid(text).map(RunId::new);
    }

    /** Returns the session that is named. */
    public static Optional<SessionId> session(String text) {
        return uuid(text).map(SessionId::new);
    }

    /** Returns the message that is named. */
    public static Optional<MessageId> message(String text) {
        return uuid(text).map(MessageId::new);
    }

    /** Returns the message that is named; one that nobody has where none is. */
    public static MessageId messageOrNone(String text) {
        return message(text).orElse(NO_MESSAGE);
    }

    /** Returns the document that is named. */
    public static Optional<DocumentId> document(String text) {
        return uuid(text).map(DocumentId::new);
    }

    /** Returns the document that is named; one that nobody has where none is. */
    public static DocumentId documentOrNone(String text) {
        return document(text).orElse(NO_DOCUMENT);
    }

    /** Returns the assistant that is named. */
    public static Optional<AssistantId> assistant(String text) {
        return uuid(text).map(AssistantId::new);
    }

    /** Returns the assistant that is named; one that nobody has where none is. */
    public static AssistantId assistantOrNone(String text) {
        return assistant(text).orElse(NO_ASSISTANT);
    }

    /** Returns the token that is named. */
    public static Optional<TokenId> token(String text) {
        return uuid(text).map(TokenId::new);
    }

    private static Optional<UUID> uuid(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
