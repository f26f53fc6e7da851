package dev.confab.rest.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.application.sync.SyncRemote;
import dev.confab.domain.MessageId;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.rest.json.Word;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Devices that reach a server over HTTP. */
final class HttpRemote implements SyncRemote {

    private final TestServer server;
    private final Queue<String> runs = new ConcurrentLinkedQueue<>();

    HttpRemote(TestServer server) {
        this.server = server;
    }

    private JsonValue call(String method, String path, String body, int status, String... headers) {
        try {
            RawClient.Response response = server.exchange(method, path, body.isEmpty() ? null : body, headers);
            assertEquals(status, response.status(), response.body());
            return response.json();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public List<Told> send(List<OfflineChange> batch) {
        String body = batch.stream().map(HttpRemote::json).collect(Collectors.joining(", ", "{\"changes\": [", "]}"));
        return call("POST", "/sync", body, 200).at("results").items().stream().map(HttpRemote::told).toList();
    }

    /** What these devices say needs no escaping. */
    private static String json(OfflineChange change) {
        String said = switch (change) {
            case OfflineChange.SessionMade made -> op("insert", "session") + titled(made.attributes());
            case OfflineChange.SessionChanged changed -> op("update", "session") + titled(changed.attributes())
                    + ", \"base_revision\": " + changed.revision();
            case OfflineChange.SessionDeleted deleted -> op("delete", "session")
                    + deleted.revision().map(revision -> ", \"base_revision\": " + revision).orElse("");
            case OfflineChange.MessageAdded added -> op("insert", "message") + message(added.message().id())
                    + ", \"role\": \"" + Word.of(added.message().role()) + "\""
                    + content(added.message().content().value());
            case OfflineChange.MessageChanged changed -> op("update", "message") + message(changed.message())
                    + content(changed.content().value());
            case OfflineChange.MessageDeleted deleted -> op("delete", "message") + message(deleted.message());
        };
        return "{\"session_id\": \"" + change.session() + "\"" + said + "}";
    }

    private static String op(String op, String type) {
        return ", \"op\": \"" + op + "\", \"type\": \"" + type + "\"";
    }

    private static String titled(SessionAttributes attributes) {
        return ", \"title\": \"" + attributes.title().orElseThrow().text().value() + "\"";
    }

    private static String message(MessageId message) {
        return ", \"message_id\": \"" + message + "\"";
    }

    private static String content(String words) {
        return ", \"content\": \"" + words + "\"";
    }

    private static Told told(JsonValue result) {
        Status status = Status.valueOf(result.at("status").text().toUpperCase(Locale.ROOT));
        if (status == Status.REFUSED && result.at("error").at("code").text().equals("session_busy")) {
            status = Status.BUSY;
        }
        return new Told(status,
                result.at("session").isNull() ? Optional.empty() : Optional.of(session(result.at("session"))),
                result.at("message").isNull() ? Optional.empty() : Optional.of(message(result.at("message"))),
                !result.at("deleted_at").isNull());
    }

    private static SessionCopy session(JsonValue session) {
        return new SessionCopy(session.at("title").isNull() ? "" : session.at("title").text(),
                session.at("revision").number());
    }

    private static MessageCopy message(JsonValue message) {
        return new MessageCopy(id(message), message.at("seq").number(), message.at("content").text());
    }

    private static SessionId id(JsonValue of) {
        return new SessionId(UUID.fromString(of.at("session_id").text()));
    }

    private static MessageId messageId(JsonValue of) {
        return new MessageId(UUID.fromString(of.at("message_id").text()));
    }

    @Override
    public Page read(Optional<String> cursor, int limit) {
        JsonValue page = call("GET", "/sync?limit=" + limit + cursor.map(word -> "&cursor=" + word).orElse(""), "",
                200);
        Map<SessionId, SessionCopy> sessions = new HashMap<>();
        page.at("sessions").items().forEach(session -> sessions.put(id(session), session(session)));
        Map<MessageId, MessageCopy> messages = new HashMap<>();
        page.at("messages").items().forEach(message -> messages.put(messageId(message), message(message)));
        Set<SessionId> deletedSessions = new HashSet<>();
        page.at("deleted_sessions").items().forEach(gone -> deletedSessions.add(id(gone)));
        Set<MessageId> deletedMessages = new HashSet<>();
        page.at("deleted_messages").items().forEach(gone -> deletedMessages.add(messageId(gone)));
        return new Page(sessions, messages, deletedSessions, deletedMessages, page.at("cursor").text(),
                page.at("more").toJson().equals("true"));
    }

    @Override
    public void ask(Optional<SessionId> session, String words, boolean open) {
        server.standIns.model.reply("Answer to " + words);
        String body = "{\"message\": \"" + words + "\""
                + session.map(id -> ", \"session_id\": \"" + id + "\"").orElse("") + "}";
        runs.add(call("POST", "/chat", body, 202, "Prefer: respond-async").at("run_id").text());
        if (!open) {
            answer();
        }
    }

    @Override
    public void answer() {
        String run = runs.poll();
        while (run != null) {
            await(run);
            run = runs.poll();
        }
    }

    /** The stream of a run ends with it; a run is gone with its session. */
    private void await(String run) {
        try {
            int status = server.get("/runs/" + run + "/events", "Accept: text/event-stream").status();
            assertEquals(true, status == 200 || status == 404);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
