package dev.confab.rest.session;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionSync;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Ids;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What the body of {@code POST /sync} says. */
final class SyncRequests {

    private static final String CLIENT_ID = "client_id";
    private static final String SESSION_ID = "session_id";
    private static final String MESSAGE_ID = "message_id";
    private static final String BASE_REVISION = "base_revision";
    private static final String CONTENT = "content";
    private static final int LONGEST_NAME = 255;

    /** What was done. */
    private enum Op {
        INSERT, UPDATE, DELETE
    }

    /** To what. */
    private enum Type {
        SESSION, MESSAGE
    }

    /**
     * A batch.
     *
     * @param clientId what the device calls itself, or the batch
     */
    record Batch(Optional<String> clientId, List<Item> items) {}

    /**
     * One change of a batch.
     *
     * @param clientId what the device calls it
     * @param change   what was done, if it is right
     * @param errors   what is wrong with it, otherwise
     */
    record Item(Optional<String> clientId, Optional<OfflineChange> change, List<FieldError> errors) {}

    private SyncRequests() {}

    static Batch batch(byte[] body) {
        RequestFields fields = RequestFields.of(body);
        Optional<String> clientId = fields.shortText(CLIENT_ID, LONGEST_NAME);
        List<Item> items = fields.separate("changes", SessionSync.MAX_CHANGES)
                .stream()
                .map(SyncRequests::item)
                .toList();
        fields.finish();
        return new Batch(clientId, items);
    }

    private static Item item(RequestFields fields) {
        Optional<String> clientId = fields.shortText(CLIENT_ID, LONGEST_NAME);
        Optional<Op> op = required(fields, "op", Op.class);
        Optional<Type> type = required(fields, "type", Type.class);
        Optional<SessionId> session = id(fields, SESSION_ID, Ids::session);
        Optional<OfflineChange> change = Optional.empty();
        if (op.isPresent() && type.isPresent()) {
            change = switch (type.get()) {
                case SESSION -> ofSession(fields, op.get(), session);
                case MESSAGE -> ofMessage(fields, op.get(), session);
            };
        }
        // Which fields there may be is not known before it is known what it is about.
        List<FieldError> errors = op.isPresent() && type.isPresent() ? fields.problems() : fields.errors();
        return new Item(clientId, errors.isEmpty() ? change : Optional.empty(), errors);
    }

    private static <E extends Enum<E>> Optional<E> required(RequestFields fields, String name, Class<E> choices) {
        if (!fields.has(name)) {
            fields.wrong(name, "is missing");
        }
        return fields.oneOf(name, choices);
    }

    private static <I> Optional<I> id(RequestFields fields, String name, Function<String, Optional<I>> reading) {
        Optional<I> id = fields.requiredText(name).map(PlainText::value).flatMap(reading);
        if (id.isEmpty() && fields.has(name)) {
            fields.wrong(name, "must be a UUID in its usual form");
        }
        return id;
    }

    private static Optional<OfflineChange> ofSession(RequestFields fields, Op op, Optional<SessionId> session) {
        OptionalInt revision = op == Op.INSERT ? OptionalInt.empty()
                : fields.whole(BASE_REVISION, 0, Integer.MAX_VALUE);
        if (op == Op.UPDATE && !fields.has(BASE_REVISION)) {
            fields.wrong(BASE_REVISION, "is missing");
        }
        if (op == Op.DELETE) {
            return session.map(id -> new OfflineChange.SessionDeleted(id,
                    revision.isPresent() ? Optional.of((long) revision.getAsInt()) : Optional.empty()));
        }
        SessionAttributes attributes = SessionRequests.attributes(fields);
        return session.map(id -> op == Op.INSERT ? new OfflineChange.SessionMade(id, attributes)
                : new OfflineChange.SessionChanged(id, revision.orElse(0), attributes));
    }

    private static Optional<OfflineChange> ofMessage(RequestFields fields, Op op, Optional<SessionId> session) {
        Optional<MessageId> message = id(fields, MESSAGE_ID, Ids::message);
        Optional<Role> role = op == Op.INSERT ? required(fields, "role", Role.class) : Optional.empty();
        Optional<PlainText> content = op == Op.DELETE ? Optional.empty() : fields.requiredText(CONTENT);
        if (session.isEmpty() || message.isEmpty()) {
            return Optional.empty();
        }
        return switch (op) {
            case INSERT -> role.flatMap(who -> content.map(words -> new OfflineChange.MessageAdded(session.get(),
                    new NewMessage(message.get(), who, words))));
            case UPDATE ->
                content.map(words -> new OfflineChange.MessageChanged(session.get(), message.get(), words));
            case DELETE -> Optional.of(new OfflineChange.MessageDeleted(session.get(), message.get()));
        };
    }
}
