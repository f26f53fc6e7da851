package dev.confab.rest.identity;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every route, and calls of it that name things in all the ways in which it takes them: in the path, the query and the body.
 * {@code <session>}, {@code <run>}, {@code <message>}, {@code <document>} and {@code <assistant>} stand for the ids of things.
 */
final class RouteTable {

    /** Who may make a call. */
    enum Kind {
        /** Everybody, known or not. */
        OPEN,
        /** Who is known, also with a token for reading. */
        READ,
        /** Who is known and may change things. */
        WRITE
    }

    /**
     * A call.
     *
     * @param status     what the owner of all that it names is answered
     * @param makesNames whether two answers differ by ids and times that are made for them
     */
    record Call(Kind kind, String method, String path, Optional<String> body, List<String> headers, int status,
            boolean makesNames) {

        Call with(String... more) {
            return new Call(kind, method, path, body, List.of(more), status, makesNames);
        }

        Call making() {
            return new Call(kind, method, path, body, headers, status, true);
        }
    }

    private static final String EVENTS = "Accept: text/event-stream";

    static final Map<String, List<Call>> ROWS = Map.ofEntries(
            entry("GET /", List.of(open("/").with("Accept: text/html"), open("/").with("Accept: application/json"))),
            entry("GET /assets/{name}", List.of(open("/assets/page.js"), open("/assets/access.js"))),
            entry("GET /docs", List.of(open("/docs"))),
            entry("GET /redoc", List.of(open("/redoc"))),
            entry("GET /problems", List.of(open("/problems"))),
            entry("GET /openapi.json", List.of(open("/openapi.json"))),
            entry("GET /health", List.of(open("/health"))),
            entry("GET /healthz", List.of(open("/healthz"))),
            entry("GET /health/live", List.of(open("/health/live"))),
            entry("GET /health/ready", List.of(open("/health/ready"))),
            entry("POST /chat", List.of(
                    write("POST", "/chat", "{\"message\": \"Hi\", \"session_id\": \"<session>\"}", 200).making(),
                    write("POST", "/chat", "{\"message\": \"Hi\", \"session_id\": \"<session>\"}", 200).with(EVENTS)
                            .making(),
                    write("POST", "/chat", "{\"message\": \"Hi\", \"session_id\": \"<session>\"}", 202)
                            .with("Prefer: respond-async")
                            .making(),
                    write("POST", "/chat", "{\"message\": \"Hi\", \"document_ids\": [\"<document>\"]}", 200).making(),
                    write("POST", "/chat", "{\"regenerate\": true, \"session_id\": \"<session>\"}", 200).making(),
                    write("POST", "/chat",
                            "{\"message\": \"Hi\", \"session_id\": \"<session>\", \"edit_message_id\": \"<message>\"}",
                            404)
                            .making(),
                    write("POST", "/chat", "{\"message\": \"Hi\", \"assistant_id\": \"<assistant>\"}", 200).making(),
                    write("POST", "/chat",
                            "{\"message\": \"Hi\", \"store\": false, \"history\": [], \"assistant_id\": \"<assistant>\"}",
                            200)
                            .making())),
            entry("POST /sessions", List.of(write("POST", "/sessions", "{\"title\": \"Motors\"}", 201).making(),
                    write("POST", "/sessions", "{\"document_ids\": [\"<document>\"]}", 201).making(),
                    write("POST", "/sessions", "{\"assistant_id\": \"<assistant>\"}", 201).making())),
            entry("GET /sessions", List.of(read("/sessions"), read("/sessions?order=updated").making())),
            entry("GET /sessions/{id}", List.of(read("/sessions/<session>"))),
            entry("PATCH /sessions/{id}", List.of(write("PATCH", "/sessions/<session>", "{\"title\": \"Gears\"}", 200),
                    write("PATCH", "/sessions/<session>", "{\"document_ids\": [\"<document>\"]}", 200),
                    write("PATCH", "/sessions/<session>", "{\"assistant_id\": \"<assistant>\"}", 200))),
            entry("DELETE /sessions/{id}", List.of(write("DELETE", "/sessions/<session>", null, 204))),
            entry("GET /sessions/{id}/messages", List.of(read("/sessions/<session>/messages"),
                    read("/sessions/<session>/messages?before=2"))),
            entry("POST /sessions/{id}/messages", List.of(
                    write("POST", "/sessions/<session>/messages", "{\"role\": \"user\", \"content\": \"Hi\"}", 201))),
            entry("GET /sessions/{id}/export", List.of(read("/sessions/<session>/export"),
                    read("/sessions/<session>/export?format=markdown"))),
            entry("GET /sync", List.of(read("/sync").making(), read("/sync?limit=1").making())),
            entry("POST /sync", List.of(
                    sync("\"op\": \"update\", \"type\": \"session\", \"base_revision\": 0, \"title\": \"Knees\""),
                    sync("\"op\": \"update\", \"type\": \"session\", \"base_revision\": 9, "
                            + "\"assistant_id\": \"<assistant>\", \"document_ids\": [\"<document>\"]"),
                    sync("\"op\": \"insert\", \"type\": \"message\", \"role\": \"user\", \"content\": \"Hi\", "
                            + "\"message_id\": \"" + UUID.randomUUID() + "\""),
                    sync("\"op\": \"update\", \"type\": \"message\", \"content\": \"Hi\", "
                            + "\"message_id\": \"<message>\""),
                    sync("\"op\": \"delete\", \"type\": \"message\", \"message_id\": \"<message>\""),
                    sync("\"op\": \"delete\", \"type\": \"session\""))),
            entry("GET /search", List.of(read("/search?q=asks"), read("/search?q=asks&session_id=<session>"))),
            entry("GET /export", List.of(read("/export").making())),
            // What is refused to its owner too: the others have nothing left to look at otherwise.
            entry("POST /account/erasure", List.of(write("POST", "/account/erasure", "{\"confirm\": \"no\"}", 400))),
            entry("GET /account/usage", List.of(read("/account/usage"))),
            entry("POST /assistants", List.of(
                    write("POST", "/assistants", "{\"name\": \"n\", \"instructions\": \"i\"}", 201).making(),
                    write("POST", "/assistants",
                            "{\"name\": \"n\", \"instructions\": \"i\", \"document_ids\": [\"<document>\"]}", 201)
                            .making())),
            entry("GET /assistants", List.of(read("/assistants"))),
            entry("GET /assistants/{id}", List.of(read("/assistants/<assistant>"))),
            entry("PATCH /assistants/{id}", List.of(
                    write("PATCH", "/assistants/<assistant>", "{\"temperature\": 1}", 200),
                    write("PATCH", "/assistants/<assistant>", "{\"document_ids\": [\"<document>\"]}", 200))),
            entry("DELETE /assistants/{id}", List.of(write("DELETE", "/assistants/<assistant>", null, 204))),
            entry("GET /runs/{id}", List.of(read("/runs/<run>"))),
            entry("GET /runs/{id}/events", List.of(read("/runs/<run>/events").with(EVENTS),
                    read("/runs/<run>/events?after=2").with(EVENTS))),
            entry("GET /runs/{id}/receipt", List.of(read("/runs/<run>/receipt"))),
            entry("POST /runs/{id}/cancel", List.of(write("POST", "/runs/<run>/cancel", null, 200))),
            entry("POST /documents", List.of(
                    write("POST", "/documents", "{\"document_id\": \"<document>\", \"chunks\": [\"A gearbox.\"]}", 201)
                            .making(),
                    write("POST", "/documents", form("<document>"), 201)
                            .with("Content-Type: multipart/form-data; boundary=x")
                            .making())),
            entry("GET /documents", List.of(read("/documents"), read("/documents?before=<document>"))),
            entry("GET /documents/{id}", List.of(read("/documents/<document>"))),
            entry("GET /documents/{id}/events", List.of(read("/documents/<document>/events").with(EVENTS))),
            entry("GET /documents/{id}/content", List.of(read("/documents/<document>/content"),
                    read("/documents/<document>/content?version=1"))),
            entry("GET /documents/{id}/pages", List.of(read("/documents/<document>/pages"),
                    read("/documents/<document>/pages?at=1&version=1"))),
            entry("GET /documents/{id}/pages/{number}", List.of(read("/documents/<document>/pages/1"))),
            entry("DELETE /documents/{id}", List.of(write("DELETE", "/documents/<document>", null, 204))),
            entry("POST /retrieve", List.of(retrieve("{\"question\": \"What does Ada know?\"}"),
                    retrieve("{\"question\": \"What does she know?\", \"document_ids\": [\"<document>\"]}"))));

    private RouteTable() {}

    private static Call open(String path) {
        return new Call(Kind.OPEN, "GET", path, Optional.empty(), List.of(), 200, false);
    }

    private static Call read(String path) {
        return new Call(Kind.READ, "GET", path, Optional.empty(), List.of(), 200, false);
    }

    private static Call retrieve(String body) {
        return new Call(Kind.READ, "POST", "/retrieve", Optional.of(body), List.of(), 200, false);
    }

    private static Call sync(String change) {
        return write("POST", "/sync", "{\"changes\": [{\"session_id\": \"<session>\", " + change + "}]}", 200);
    }

    private static Call write(String method, String path, @Nullable String body, int status) {
        return new Call(Kind.WRITE, method, path, Optional.ofNullable(body), List.of(), status, false);
    }

    private static String form(String document) {
        return "--x\r\nContent-Disposition: form-data; name=\"document_id\"\r\n\r\n" + document
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n\r\nA gearbox.\r\n--x--\r\n";
    }
}
