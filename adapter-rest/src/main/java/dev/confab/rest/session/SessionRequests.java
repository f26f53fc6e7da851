package dev.confab.rest.session;

import dev.confab.application.session.AddMessage;
import dev.confab.application.session.CreateSession;
import dev.confab.domain.AssistantId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.MetadataPatch;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionPatch;
import dev.confab.domain.session.SessionPatch.Assigning;
import dev.confab.domain.session.SessionPatch.Naming;
import dev.confab.domain.session.Title;
import dev.confab.rest.chat.SendKey;
import dev.confab.rest.document.DocumentIds;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Ids;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the bodies of calls about sessions say. */
final class SessionRequests {

    private static final String SESSION_ID = "session_id";
    private static final String TITLE = "title";
    private static final String MODE = "mode";
    private static final String DOCUMENTS = "document_ids";
    private static final String ASSISTANT = "assistant_id";
    private static final String METADATA = "metadata";

    private SessionRequests() {}

    static CreateSession.Command create(byte[] body) {
        RequestFields fields = RequestFields.of(body);
        Optional<String> named = fields.text(SESSION_ID).map(PlainText::value);
        Optional<SessionId> id = named.flatMap(Ids::session);
        if (named.isPresent() && id.isEmpty()) {
            fields.wrong(SESSION_ID, "must be a UUID in its usual form");
        }
        SessionAttributes attributes = attributes(fields);
        fields.finish();
        return new CreateSession.Command(id, attributes);
    }

    /** All that is said about a session; what is missing is as for a session about which nothing is said. */
    static SessionAttributes attributes(RequestFields fields) {
        Optional<Title> title = title(fields);
        SessionMode mode = fields.oneOf(MODE, SessionMode.class).orElse(SessionMode.OPEN_CHAT);
        Scope scope = DocumentIds.of(fields).map(Scope::of).orElse(Scope.ALL);
        Map<String, String> metadata = metadata(fields, Set.of());
        // There may be too many, which is told.
        return new SessionAttributes(title, mode, scope, assistant(fields),
                metadata.size() > Metadata.MAX_ENTRIES ? Metadata.NONE : new Metadata(metadata));
    }

    /** What is no identity names nothing, just as an unknown one. */
    private static Optional<AssistantId> assistant(RequestFields fields) {
        return fields.text(ASSISTANT).map(id -> Ids.assistantOrNone(id.value()));
    }

    private static Optional<Title> title(RequestFields fields) {
        return fields.shortText(TITLE, Title.MAX_LENGTH).map(title -> new Title(PlainText.of(title)));
    }

    private static Map<String, String> metadata(RequestFields fields, Set<String> without) {
        return fields.texts(METADATA, Metadata.MAX_ENTRIES, Metadata.MAX_KEY, Metadata.MAX_VALUE, without);
    }

    /** As RFC 7396 has it: what is there takes the place of what was, null takes it away, what is missing stays. */
    static SessionPatch patch(byte[] body) {
        RequestFields fields = RequestFields.of(body);
        Naming naming = !fields.mentions(TITLE) ? new Naming.Kept()
                : title(fields).<Naming>map(Naming.Named::new).orElseGet(Naming.Removed::new);
        Optional<SessionMode> mode = fields.oneOf(MODE, SessionMode.class);
        if (fields.mentions(MODE) && !fields.has(MODE)) {
            mode = Optional.of(SessionAttributes.DEFAULT.mode());
        }
        Optional<Scope> scope = DocumentIds.of(fields).map(Scope::of);
        if (fields.mentions(DOCUMENTS) && !fields.has(DOCUMENTS)) {
            scope = Optional.of(Scope.ALL);
        }
        Assigning assigning = !fields.mentions(ASSISTANT) ? new Assigning.Kept()
                : assistant(fields).<Assigning>map(Assigning.Assigned::new).orElseGet(Assigning.Removed::new);
        Set<String> removed = fields.nulls(METADATA);
        var metadata = new MetadataPatch(fields.mentions(METADATA) && !fields.has(METADATA),
                metadata(fields, removed), removed);
        fields.finish();
        return new SessionPatch(naming, mode, scope, assigning, metadata);
    }

    static AddMessage.Command message(SessionId session, byte[] body) {
        RequestFields fields = RequestFields.of(body);
        Optional<Role> role = fields.oneOf("role", Role.class);
        if (!fields.has("role")) {
            fields.wrong("role", "is missing");
        }
        Optional<PlainText> content = fields.requiredText("content");
        Optional<String> clientId = fields.shortText("client_message_id", SendKey.LONGEST);
        fields.finish();
        return new AddMessage.Command(session, role.orElseThrow(), content.orElseThrow(), clientId);
    }
}
