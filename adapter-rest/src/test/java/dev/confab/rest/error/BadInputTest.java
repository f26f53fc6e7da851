package dev.confab.rest.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that is wrong with a request is told in one shape, and nothing of it is stored. */
class BadInputTest {

    private static final String JSON = "Content-Type: application/json";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("max.message.length", "1000", "max.selected.text.length", "2000",
                "micronaut.server.max-request-size", 65_536, "micronaut.server.max-request-buffer-size", 65_536));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A request, one byte in each character, and the answer it must get. */
    record Bad(String name, String request, int status, String code, List<String> pointers) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Where requests and their answers are written down. */
    private static final class Table {

        private final List<Bad> rows = new ArrayList<>();

        void body(String name, String body, int status, String code, String... pointers) {
            bytes(name, body.getBytes(StandardCharsets.UTF_8), status, code, pointers);
        }

        void bytes(String name, byte[] body, int status, String code, String... pointers) {
            raw(name, post(body, JSON), status, code, pointers);
        }

        void headers(String name, String body, int status, String code, String... headers) {
            raw(name, post(body.getBytes(StandardCharsets.UTF_8), headers), status, code);
        }

        void raw(String name, byte[] request, int status, String code, String... pointers) {
            rows.add(new Bad(name, new String(request, StandardCharsets.ISO_8859_1), status, code, List.of(pointers)));
        }

        void get(String name, String path, int status, String code, String... headers) {
            raw(name, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining())
                    + "\r\n", status, code);
        }

        void raw(String name, String request, int status, String code) {
            raw(name, request.getBytes(StandardCharsets.ISO_8859_1), status, code);
        }
    }

    private static byte[] post(byte[] body, String... headers) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("POST /chat HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList())
                + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private static byte[] around(String before, byte[] middle, String after) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(middle);
        bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int at = 0; at < values.length; at++) {
            bytes[at] = (byte) values[at];
        }
        return bytes;
    }

    static List<Bad> table() {
        var table = new Table();
        syntax(table);
        encoding(table);
        fields(table);
        asks(table);
        characters(table);
        limits(table);
        media(table);
        keys(table);
        routes(table);
        runs(table);
        http(table);
        return table.rows;
    }

    private static void syntax(Table t) {
        t.body("no body", "", 400, "empty_body");
        t.body("only white space", " \n\t ", 400, "empty_body");
        t.body("cut object", "{\"message\": \"hi\"", 400, "invalid_json");
        t.body("cut string", "{\"message\": \"hi", 400, "invalid_json");
        t.body("single quotes", "{'message': 'hi'}", 400, "invalid_json");
        t.body("bare word", "{message: \"hi\"}", 400, "invalid_json");
        t.body("trailing comma", "{\"message\": \"hi\",}", 400, "invalid_json");
        t.body("missing colon", "{\"message\" \"hi\"}", 400, "invalid_json");
        t.body("comment", "{\"message\": \"hi\" /* there */}", 400, "invalid_json");
        t.body("two values", "{\"message\": \"hi\"} {\"message\": \"hi\"}", 400, "invalid_json");
        t.body("text behind", "{\"message\": \"hi\"} hello", 400, "invalid_json");
        t.body("NaN", "{\"message\": NaN}", 400, "invalid_json");
        t.body("leading zero", "{\"message\": 012}", 400, "invalid_json");
        t.body("control character", "{\"message\": \"a\nb\"}", 400, "invalid_json");
        t.body("wrong escape", "{\"message\": \"\\x41\"}", 400, "invalid_json");
        t.body("short unicode escape", "{\"message\": \"\\u12\"}", 400, "invalid_json");
        t.body("form data", "message=hi", 400, "invalid_json");
        t.body("xml", "<message>hi</message>", 400, "invalid_json");
        t.body("array of 17 levels", "{\"message\": " + "[".repeat(17) + "]".repeat(17) + "}", 400, "invalid_json");
        t.body("object of 20,000 levels", "{\"a\":".repeat(10_000), 400, "invalid_json");
        t.body("array of 60,000 levels", "[".repeat(60_000), 400, "invalid_json");
        t.body("number of 5,000 digits", "{\"message\": " + "9".repeat(5_000) + "}", 400, "invalid_json");
    }

    private static void encoding(Table t) {
        t.bytes("stray continuation byte", around("{\"message\": \"", bytes(0x80), "\"}"), 400, "invalid_json");
        t.bytes("latin-1", "{\"message\": \"Zürich\"}".getBytes(StandardCharsets.ISO_8859_1), 400, "invalid_json");
        t.bytes("cut sequence", around("{\"message\": \"", bytes(0xE2, 0x82), "\"}"), 400, "invalid_json");
        t.bytes("overlong slash", around("{\"message\": \"", bytes(0xC0, 0xAF), "\"}"), 400, "invalid_json");
        t.bytes("overlong NUL", around("{\"message\": \"", bytes(0xC0, 0x80), "\"}"), 400, "invalid_json");
        t.bytes("surrogate in UTF-8", around("{\"message\": \"", bytes(0xED, 0xA0, 0x80), "\"}"), 400, "invalid_json");
        t.bytes("beyond Unicode", around("{\"message\": \"", bytes(0xF4, 0x90, 0x80, 0x80), "\"}"), 400,
                "invalid_json");
        t.bytes("UTF-16", "{\"message\": \"hi\"}".getBytes(StandardCharsets.UTF_16), 400, "invalid_json");
        t.bytes("UTF-16 without mark", "{\"message\": \"hi\"}".getBytes(StandardCharsets.UTF_16LE), 400,
                "invalid_json");
        t.bytes("byte order mark", around("\uFEFF", bytes(), "{\"message\": \"hi\"}"), 400, "invalid_json");
    }

    private static void fields(Table t) {
        t.body("array", "[]", 400, "invalid_request", "");
        t.body("string", "\"hi\"", 400, "invalid_request", "");
        t.body("null", "null", 400, "invalid_request", "");
        t.body("number", "42", 400, "invalid_request", "");
        t.body("empty object", "{}", 400, "invalid_request", "/message");
        t.body("message null", "{\"message\": null}", 400, "invalid_request", "/message");
        t.body("message empty", "{\"message\": \"\"}", 400, "invalid_request", "/message");
        t.body("message blank", "{\"message\": \" \\t\\r\\n\\u2003 \"}", 400, "invalid_request", "/message");
        t.body("message number", "{\"message\": 1}", 400, "invalid_request", "/message");
        t.body("message boolean", "{\"message\": true}", 400, "invalid_request", "/message");
        t.body("message array", "{\"message\": [\"hi\"]}", 400, "invalid_request", "/message");
        t.body("message object", "{\"message\": {\"text\": \"hi\"}}", 400, "invalid_request", "/message");
        t.body("session number", "{\"message\": \"hi\", \"session_id\": 7}", 400, "invalid_request", "/session_id");
        t.body("session boolean", "{\"message\": \"hi\", \"session_id\": false}", 400, "invalid_request",
                "/session_id");
        t.body("session object", "{\"message\": \"hi\", \"session_id\": {}}", 400, "invalid_request", "/session_id");
        t.body("selected text number", "{\"message\": \"hi\", \"selected_text\": 3.5}", 400, "invalid_request",
                "/selected_text");
        t.body("selected text array", "{\"message\": \"hi\", \"selected_text\": []}", 400, "invalid_request",
                "/selected_text");
        t.body("mode unknown", "{\"message\": \"hi\", \"mode\": \"free\"}", 400, "invalid_request", "/mode");
        t.body("mode in capitals", "{\"message\": \"hi\", \"mode\": \"OPEN_CHAT\"}", 400, "invalid_request", "/mode");
        t.body("mode empty", "{\"message\": \"hi\", \"mode\": \"\"}", 400, "invalid_request", "/mode");
        t.body("mode number", "{\"message\": \"hi\", \"mode\": 0}", 400, "invalid_request", "/mode");
        t.body("on_busy unknown", "{\"message\": \"hi\", \"on_busy\": \"wait\"}", 400, "invalid_request", "/on_busy");
        t.body("on_busy boolean", "{\"message\": \"hi\", \"on_busy\": true}", 400, "invalid_request", "/on_busy");
        t.body("metadata string", "{\"message\": \"hi\", \"metadata\": \"x\"}", 400, "invalid_request", "/metadata");
        t.body("metadata array", "{\"message\": \"hi\", \"metadata\": []}", 400, "invalid_request", "/metadata");
        t.body("metadata value number", "{\"message\": \"hi\", \"metadata\": {\"a\": 1}}", 400, "invalid_request",
                "/metadata/a");
        t.body("metadata value null", "{\"message\": \"hi\", \"metadata\": {\"a\": null}}", 400, "invalid_request",
                "/metadata/a");
        t.body("metadata value nested", "{\"message\": \"hi\", \"metadata\": {\"a\": {\"b\": \"c\"}}}", 400,
                "invalid_request", "/metadata/a");
        t.body("metadata key empty", "{\"message\": \"hi\", \"metadata\": {\"\": \"x\"}}", 400, "invalid_request",
                "/metadata");
        t.body("document ids string", "{\"message\": \"hi\", \"document_ids\": \"x\"}", 400, "invalid_request",
                "/document_ids");
        t.body("document id number", "{\"message\": \"hi\", \"document_ids\": [\"x\", 1]}", 400, "invalid_request",
                "/document_ids/1");
        t.body("document ids, 101", "{\"message\": \"hi\", \"document_ids\": [" + "\"x\",".repeat(100) + "\"x\"]}", 400,
                "invalid_request", "/document_ids");
        t.body("document that nobody has", "{\"message\": \"hi\", \"document_ids\": [\"x\"]}", 404,
                "document_not_found",
                "/document_ids");
        t.body("unknown field", "{\"message\": \"hi\", \"temperature\": 1}", 400, "invalid_request", "/temperature");
        t.body("camel case field", "{\"message\": \"hi\", \"sessionId\": null}", 400, "invalid_request", "/sessionId");
        t.body("field in capitals", "{\"Message\": \"hi\"}", 400, "invalid_request", "/message", "/Message");
        t.body("field that is no name", "{\"message\": \"hi\", \"a/b ~ <script>\": 1}", 400, "invalid_request", "");
        t.body("field twice", "{\"message\": \"hi\", \"message\": \"ho\"}", 400, "invalid_request", "/message");
        t.body("metadata key twice", "{\"message\": \"hi\", \"metadata\": {\"a\": \"1\", \"a\": \"2\"}}", 400,
                "invalid_request", "/metadata/a");
        t.body("everything wrong at once",
                "{\"message\": \"\", \"session_id\": 1, \"mode\": \"x\", \"metadata\": {\"k\": 2}, \"more\": []}", 400,
                "invalid_request", "/message", "/session_id", "/mode", "/metadata/k", "/more");
    }

    private static void asks(Table t) {
        t.body("regenerate with message", "{\"message\": \"hi\", \"regenerate\": true}", 400, "invalid_request",
                "/message");
        t.body("regenerate with edit", "{\"edit_message_id\": \"x\", \"regenerate\": true}", 400, "invalid_request",
                "/edit_message_id");
        t.body("regenerate with message and edit",
                "{\"message\": \"hi\", \"edit_message_id\": \"x\", \"regenerate\": true}", 400, "invalid_request",
                "/message", "/edit_message_id");
        t.body("regenerate not", "{\"regenerate\": false}", 400, "invalid_request", "/message");
        t.body("regenerate as string", "{\"message\": \"hi\", \"regenerate\": \"true\"}", 400, "invalid_request",
                "/regenerate");
        t.body("regenerate as number", "{\"message\": \"hi\", \"regenerate\": 1}", 400, "invalid_request",
                "/regenerate");
        t.body("regenerate without session", "{\"regenerate\": true}", 404, "not_found");
        t.body("regenerate in an unknown session",
                "{\"regenerate\": true, \"session_id\": \"00000000-0000-4000-8000-000000000000\"}", 404,
                "not_found");
        t.body("attached as string", "{\"message\": \"hi\", \"attached\": \"yes\"}", 400, "invalid_request",
                "/attached");
        t.body("attached as object", "{\"message\": \"hi\", \"attached\": {}}", 400, "invalid_request", "/attached");
        t.body("edit as number", "{\"message\": \"hi\", \"edit_message_id\": 7}", 400, "invalid_request",
                "/edit_message_id");
        t.body("edit without message", "{\"edit_message_id\": \"x\"}", 400, "invalid_request", "/message");
        t.body("edit of no id", "{\"message\": \"hi\", \"edit_message_id\": \"\"}", 404, "not_found");
        t.body("edit of an unknown message",
                "{\"message\": \"hi\", \"edit_message_id\": \"00000000-0000-4000-8000-000000000000\"}", 404,
                "not_found");
        t.body("client's id as number", "{\"message\": \"hi\", \"client_message_id\": 7}", 400, "invalid_request",
                "/client_message_id");
        t.body("client's id empty", "{\"message\": \"hi\", \"client_message_id\": \"\"}", 400, "invalid_request",
                "/client_message_id");
        t.body("client's id blank", "{\"message\": \"hi\", \"client_message_id\": \" \\t\"}", 400, "invalid_request",
                "/client_message_id");
        t.body("client's id too long", "{\"message\": \"hi\", \"client_message_id\": \"" + "i".repeat(199) + "\"}",
                400, "invalid_request", "/client_message_id");
        t.body("NUL in client's id", "{\"message\": \"hi\", \"client_message_id\": \"a\\u0000\"}", 400,
                "invalid_request", "/client_message_id");
        t.body("on_busy that is nearly right", "{\"message\": \"hi\", \"on_busy\": \"queue\"}", 400, "invalid_request",
                "/on_busy");
        t.body("on_busy in capitals", "{\"message\": \"hi\", \"on_busy\": \"Enqueue\"}", 400, "invalid_request",
                "/on_busy");
    }

    private static void keys(Table t) {
        String good = "{\"message\": \"hi\"}";
        t.headers("key empty", good, 400, "invalid_request", JSON, "Idempotency-Key: ");
        t.headers("key blank", good, 400, "invalid_request", JSON, "Idempotency-Key:  \t ");
        t.headers("key too long", good, 400, "invalid_request", JSON, "Idempotency-Key: " + "k".repeat(199));
        t.headers("two keys", good, 400, "invalid_request", JSON, "Idempotency-Key: a", "Idempotency-Key: b");
        t.headers("bad key beside client's id", "{\"message\": \"hi\", \"client_message_id\": \"a\"}", 400,
                "invalid_request", JSON, "Idempotency-Key: ");
        t.headers("bad key of a stream", good, 400, "invalid_request", JSON, "Idempotency-Key: ",
                "Accept: text/event-stream");
        t.headers("bad key and no wait", good, 400, "invalid_request", JSON, "Idempotency-Key: ",
                "Prefer: respond-async");
    }

    private static void characters(Table t) {
        t.body("escaped NUL in message", "{\"message\": \"a\\u0000b\"}", 400, "invalid_request", "/message");
        t.body("raw NUL in message", "{\"message\": \"a\u0000b\"}", 400, "invalid_json");
        t.body("lone high surrogate", "{\"message\": \"a\\ud800\"}", 400, "invalid_request", "/message");
        t.body("lone low surrogate", "{\"message\": \"\\udc00a\"}", 400, "invalid_request", "/message");
        t.body("surrogates the wrong way round", "{\"message\": \"\\udc00\\ud800\"}", 400, "invalid_request",
                "/message");
        t.body("NUL in session", "{\"message\": \"hi\", \"session_id\": \"\\u0000\"}", 400, "invalid_request",
                "/session_id");
        t.body("surrogate in selected text", "{\"message\": \"hi\", \"selected_text\": \"\\ud83d\"}", 400,
                "invalid_request", "/selected_text");
        t.body("NUL in metadata value", "{\"message\": \"hi\", \"metadata\": {\"a\": \"\\u0000\"}}", 400,
                "invalid_request", "/metadata/a");
        t.body("NUL in metadata key", "{\"message\": \"hi\", \"metadata\": {\"a\\u0000\": \"b\"}}", 400,
                "invalid_request", "/metadata");
        t.body("NUL in mode", "{\"message\": \"hi\", \"mode\": \"open_chat\\u0000\"}", 400, "invalid_request", "/mode");
        t.body("surrogate deep in what nobody asked for", "{\"message\": \"hi\", \"x\": [{\"y\": \"\\udfff\"}]}", 400,
                "invalid_request", "/x/0/y", "/x");
    }

    private static void limits(Table t) {
        t.body("message too long", "{\"message\": \"" + "m".repeat(1_001) + "\"}", 400, "too_long", "/message");
        t.body("message too long in pairs", "{\"message\": \"" + "\uD83E\uDD16".repeat(501) + "\"}", 400, "too_long",
                "/message");
        t.body("selected text too long", "{\"message\": \"hi\", \"selected_text\": \"" + "s".repeat(2_001) + "\"}", 400,
                "too_long", "/selected_text");
        t.body("17 metadata entries", "{\"message\": \"hi\", \"metadata\": {" + entries(17) + "}}", 400,
                "invalid_request", "/metadata");
        t.body("metadata key too long", "{\"message\": \"hi\", \"metadata\": {\"" + "k".repeat(65) + "\": \"v\"}}", 400,
                "invalid_request", "/metadata");
        t.body("metadata value too long", "{\"message\": \"hi\", \"metadata\": {\"k\": \"" + "v".repeat(513) + "\"}}",
                400, "invalid_request", "/metadata/k");
        t.body("body too large", "{\"message\": \"" + "m".repeat(70_000) + "\"}", 413, "body_too_large");
        t.raw("length too large and nothing sent", "POST /chat HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + "\r\nContent-Length: 99999999999\r\n\r\n", 413, "body_too_large");
        t.raw("chunks too large", "POST /chat HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "4000\r\n".concat("x".repeat(0x4000)).concat("\r\n").repeat(5)
                + "0\r\n\r\n", 413, "body_too_large");
    }

    private static String entries(int count) {
        var entries = new ArrayList<String>();
        for (int at = 0; at < count; at++) {
            entries.add("\"k" + at + "\": \"v\"");
        }
        return String.join(", ", entries);
    }

    private static void media(Table t) {
        String good = "{\"message\": \"hi\"}";
        t.headers("no content type", good, 415, "unsupported_media_type");
        t.headers("text", good, 415, "unsupported_media_type", "Content-Type: text/plain");
        t.headers("form", "message=hi", 415, "unsupported_media_type",
                "Content-Type: application/x-www-form-urlencoded");
        t.headers("multipart", "--x--", 415, "unsupported_media_type", "Content-Type: multipart/form-data; boundary=x");
        t.headers("xml type", "<a/>", 415, "unsupported_media_type", "Content-Type: application/xml");
        t.headers("other json", good, 415, "unsupported_media_type", "Content-Type: application/merge-patch+json");
        t.headers("no media type", good, 415, "unsupported_media_type", "Content-Type: json");
        t.headers("charset latin-1", good, 415, "unsupported_media_type", JSON + "; charset=iso-8859-1");
        t.headers("charset utf-16", good, 415, "unsupported_media_type", JSON + "; charset=\"utf-16\"");
        t.headers("gzip", good, 415, "unsupported_media_type", JSON, "Content-Encoding: gzip");
        t.headers("unknown encoding", good, 415, "unsupported_media_type", JSON, "Content-Encoding: snappy");
        t.headers("only html accepted", good, 406, "not_acceptable", JSON, "Accept: text/html");
        t.headers("event stream refused", good, 406, "not_acceptable", JSON, "Accept: text/event-stream;q=0");
        t.headers("json accepted least of all", good, 406, "not_acceptable", JSON,
                "Accept: text/html, application/json;q=0");
        t.headers("only an image accepted", good, 406, "not_acceptable", JSON, "Accept: image/png");
    }

    private static void routes(Table t) {
        t.raw("unknown path", "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "not_found");
        t.raw("unknown path for html", "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n", 404,
                "not_found");
        t.raw("path in capitals", "GET /CHAT HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "not_found");
        t.raw("path below", "GET /chat/../chat/x HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "not_found");
        t.raw("path outside", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "not_found");
        t.raw("path outside, encoded", "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404,
                "not_found");
        t.raw("GET chat", "GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed");
        t.raw("PUT chat", "PUT /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405,
                "method_not_allowed");
        t.raw("DELETE health", "DELETE /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed");
        t.raw("TRACE chat", "TRACE /chat HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed");
        t.raw("unknown method", "BREW /chat HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed");
    }

    private static void runs(Table t) {
        String unknown = "/runs/00000000-0000-4000-8000-000000000000";
        for (String path : List.of("", "/events", "/receipt")) {
            t.get("unknown run" + path, unknown + path, 404, "not_found");
            t.get("no id" + path, "/runs/x" + path, 404, "not_found");
            t.get("id with less" + path, "/runs/0-0-4-8-0" + path, 404, "not_found");
            t.get("id in braces" + path, "/runs/%7B00000000-0000-4000-8000-000000000000%7D" + path, 404, "not_found");
            t.get("id with NUL" + path, "/runs/00000000-0000-4000-8000-00000000000%00" + path, 404, "not_found");
            t.raw("DELETE run" + path, "DELETE " + unknown + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 405,
                    "method_not_allowed");
            t.raw("POST run" + path, "POST " + unknown + path + " HTTP/1.1\r\nHost: localhost\r\n" + JSON
                    + "\r\nContent-Length: 2\r\n\r\n{}", 405, "method_not_allowed");
        }
        for (String id : List.of(unknown, "/runs/x", "/runs/0-0-4-8-0")) {
            t.raw("cancel " + id, "POST " + id + "/cancel HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
                    404, "not_found");
        }
        t.get("all runs", "/runs", 404, "not_found");
        t.get("all runs, with a slash", "/runs/", 404, "not_found");
        t.get("more of a run", unknown + "/more", 404, "not_found");
        t.get("GET cancel", unknown + "/cancel", 405, "method_not_allowed");
        for (String point : List.of("-1", "1.5", "x", "2147483648", "99999999999", "1%202", "%D9%A3")) {
            t.get("after " + point, unknown + "/events?after=" + point, 400, "invalid_request");
        }
        t.get("after nothing", unknown + "/events?after=", 400, "invalid_request");
        t.get("after twice", unknown + "/events?after=1&after=2", 400, "invalid_request");
        for (String point : List.of("-1", "+1", "0x1", "1e3", "2147483648", "19999999999999999999")) {
            t.get("last event " + point, unknown + "/events?after=1", 400, "invalid_request",
                    "Last-Event-ID: " + point);
        }
        t.get("last event twice", unknown + "/events", 400, "invalid_request", "Last-Event-ID: 1",
                "Last-Event-ID: 2");
        t.get("events as JSON", unknown + "/events", 406, "not_acceptable", "Accept: application/json");
        t.get("run as events", unknown, 406, "not_acceptable", "Accept: text/event-stream");
        t.get("receipt as html", unknown + "/receipt", 406, "not_acceptable", "Accept: text/html");
    }

    private static void http(Table t) {
        t.raw("no host", "GET /health HTTP/1.1\r\n\r\n", 400, "bad_http");
        t.raw("two hosts", "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400, "bad_http");
        t.raw("foreign host", "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403, "host_not_allowed");
        t.raw("host that begins well", "GET /health HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 403,
                "host_not_allowed");
        t.raw("host with a user", "GET /health HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 403,
                "host_not_allowed");
        t.raw("host with a wrong port", "GET /health HTTP/1.1\r\nHost: localhost:80x\r\n\r\n", 403, "host_not_allowed");
        t.raw("wrong percent encoding", "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad_http");
        t.raw("no HTTP", "hello there\r\n\r\n", 400, "bad_http");
        t.raw("header without name", "GET /health HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n", 400, "bad_http");
        t.raw("header too large",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n",
                413, "body_too_large");
        t.raw("request line too long", "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 413,
                "body_too_large");
        t.raw("two lengths", "POST /chat HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + "\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}", 400, "bad_http");
        t.raw("wrong length", "POST /chat HTTP/1.1\r\nHost: localhost\r\n" + JSON + "\r\nContent-Length: -1\r\n\r\n",
                400,
                "bad_http");
        t.raw("wrong chunk", "POST /chat HTTP/1.1\r\nHost: localhost\r\n" + JSON
                + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", 400, "bad_http");
    }

    @Test
    void table_holdsEnough() {
        assertTrue(table().size() >= 60, "rows: " + table().size());
        assertEquals(table().size(), table().stream().map(Bad::name).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("table")
    void request_whenBad_isRefusedInOneShapeAndStoresNothing(Bad bad) throws Exception {
        int opened = server.standIns.store.opened();
        int asked = server.standIns.model.calls().size();

        RawClient.Response response = answer(bad);

        assertEquals(bad.status(), response.status(), response.body());
        assertEquals("application/problem+json", response.header("content-type"), response.body());
        JsonValue problem = response.json();
        assertEquals(List.of("type", "title", "status", "code", "detail", "errors", "request_id"),
                List.copyOf(problem.names()));
        assertEquals(bad.code(), problem.at("code").text());
        assertEquals("/problems#" + bad.code(), problem.at("type").text());
        assertEquals(bad.status(), problem.at("status").number());
        assertFalse(problem.at("title").text().isBlank());
        assertFalse(problem.at("detail").text().isBlank());
        assertEquals(response.header("x-request-id"), problem.at("request_id").text());
        assertEquals(bad.pointers(),
                problem.at("errors").items().stream().map(error -> error.at("pointer").text()).distinct().toList());
        problem.at("errors").items().forEach(error -> assertFalse(error.at("message").text().isBlank()));
        assertFalse(response.body().contains("Exception"), response.body());
        assertFalse(response.body().contains("java."), response.body());
        assertFalse(response.body().contains("evil"), response.body());
        assertFalse(response.body().contains("script"), response.body());
        if (bad.status() == 405) {
            assertNotNull(response.header("allow"));
        }
        assertEquals(opened, server.standIns.store.opened());
        assertEquals(asked, server.standIns.model.calls().size());
    }

    private static RawClient.Response answer(Bad bad) throws IOException {
        try (RawClient client = server.connect()) {
            return client.send(bad.request().getBytes(StandardCharsets.ISO_8859_1)).read();
        }
    }

    @Test
    void request_afterABadOne_isServedOnTheSameConnection() throws Exception {
        server.standIns.model.reply("Fine.");
        try (RawClient client = server.connect()) {
            client.send(server.request("POST", "/chat", "{\"message\": \"\"}"));
            assertEquals(400, client.read().status());
            client.send(server.request("POST", "/chat", "{\"message\": \"Well?\"}"));
            assertEquals(200, client.read().status());
        }
    }

    @Test
    void chat_whenTooLong_namesLengthAndLimit() throws Exception {
        JsonValue problem = server.chat("{\"message\": \"" + "m".repeat(1_234) + "\"}").json();

        String message = problem.at("errors").at(0).at("message").text();
        assertTrue(message.contains("1234") && message.contains("1000"), message);
    }

    @Test
    void chat_whenTogetherTooLongForTheModel_namesTokensAndLimit() throws Exception {
        try (TestServer roomy = TestServer.start()) {
            RawClient.Response response = roomy
                    .chat("{\"message\": \"hi\", \"selected_text\": \"" + "word ".repeat(30_000)
                            + "\"}");

            assertEquals(400, response.status());
            assertEquals("too_long", response.json().at("code").text());
            String message = response.json().at("errors").at(0).at("message").text();
            assertTrue(message.contains("at most 7168"), message);
            assertEquals(0, roomy.standIns.store.opened());
        }
    }
}
