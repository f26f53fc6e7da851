package dev.confab.rest.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.identity.Access;
import dev.confab.rest.identity.RouteTable.Call;
import dev.confab.rest.identity.RouteTable.Kind;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import dev.confab.rest.testing.Tokens;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call that the server has, made by everybody there is. */
class RouteAccessTest {

    private static TestServer server;
    private static String ada;
    private static String reader;
    private static String bob;
    private static Map<String, String> strangers;
    private static int made;

    /** What Ada has: the words by which calls name it. */
    private record Things(Map<String, String> ids) {

        /** Things of the same kinds that nobody has. */
        Things unknown() {
            return new Things(ids.keySet()
                    .stream()
                    .collect(Collectors.toMap(name -> name, name -> UUID.randomUUID().toString())));
        }

        String in(String text) {
            String filled = text;
            for (Map.Entry<String, String> id : ids.entrySet()) {
                filled = filled.replace('<' + id.getKey() + '>', id.getValue());
            }
            return filled;
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(Tokens.USERS);
        for (int reply = 0; reply < 2_000; reply++) {
            server.standIns.model.reply("Fine.");
        }
        ada = Tokens.make(server, "ada");
        reader = Tokens.make(server, "ada", Access.READ_ONLY, Optional.empty()).bearer().reveal();
        bob = Tokens.make(server, "bob");
        var revoked = Tokens.make(server, "ada", Access.FULL, Optional.empty());
        Tokens.revoke(server, revoked.stored().id());
        String expired = Tokens.make(server, "ada", Access.FULL,
                Optional.of(Clock.systemUTC().instant().minus(Duration.ofSeconds(1)))).bearer().reveal();
        String wrong = ada.substring(0, ada.length() - 4) + (ada.endsWith("0000") ? "1111" : "0000");
        strangers = new TreeMap<>(Map.of("nobody", "", "wrong", Tokens.header(wrong), "malformed",
                Tokens.header(ada.substring(1)), "no bearer", "Authorization: Basic YWRhOmFkYQ==", "revoked",
                Tokens.header(revoked.bearer().reveal()), "expired", Tokens.header(expired), "no jwt here",
                Tokens.header("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Things things() throws IOException {
        made++;
        JsonValue answer = server.chat("{\"message\": \"Ada asks for " + made + "\"}", Tokens.header(ada)).json();
        String form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nAda knows "
                + made
                + ".\r\n--x--\r\n";
        JsonValue document = server.exchange("POST", "/documents", form,
                "Content-Type: multipart/form-data; boundary=x", Tokens.header(ada)).json();
        JsonValue assistant = server.exchange("POST", "/assistants",
                "{\"name\": \"Ada's own\", \"instructions\": \"Ada says so " + made + "\"}", Tokens.header(ada)).json();
        return new Things(Map.of("assistant", assistant.at("assistant_id").text(), "session",
                answer.at("session_id").text(), "run", answer.at("run_id").text(),
                "message", answer.at("message_id").text(), "document", document.at("document_id").text()));
    }

    private static RawClient.Response make(Call call, Things things, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.removeIf(String::isEmpty);
        all.add("X-Request-Id: the-same");
        all.addAll(call.headers());
        return server.exchange(call.method(), things.in(call.path()), call.body().map(things::in).orElse(null),
                all.toArray(String[]::new));
    }

    static Stream<String> routes() {
        return server.context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getHttpMethodName() + ' ' + route.getUriMatchTemplate())
                .distinct()
                .sorted();
    }

    private static List<Call> rows(String route, Kind... kinds) {
        return RouteTable.ROWS.getOrDefault(route, List.of())
                .stream()
                .filter(call -> Set.of(kinds).contains(call.kind()))
                .toList();
    }

    /** A new call gets a row in {@link RouteTable}: who may make it, and all the ways in which it names things. */
    @Test
    void table_hasARowForEveryRouteAndNoOther() {
        assertEquals(routes().collect(Collectors.toCollection(TreeSet::new)), new TreeSet<>(RouteTable.ROWS.keySet()));
    }

    /** Who names something in a path has to be refused what is not his. */
    @Test
    void table_namesAThingForEveryVariableOfAPath() {
        RouteTable.ROWS.forEach((route, calls) -> calls.forEach(call -> {
            if (route.contains("{id}")) {
                assertTrue(call.path().contains("<"), route);
            }
        }));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void strangers_areToldWhoTheyAreNotAndNothingElse(String route) throws Exception {
        Things things = things();
        for (Call call : rows(route, Kind.READ, Kind.WRITE)) {
            int before = server.standIns.store.opened();
            for (Map.Entry<String, String> stranger : strangers.entrySet()) {
                for (Things named : List.of(things, things.unknown())) {
                    RawClient.Response told = make(call, named, stranger.getValue());
                    assertEquals(401, told.status(), stranger.getKey() + ": " + told.body());
                    assertEquals("unauthorized", told.json().at("code").text());
                    assertEquals("application/problem+json", told.header("content-type"));
                    assertEquals(
                            "Bearer realm=\"confab\""
                                    + (stranger.getValue().isEmpty() ? "" : ", error=\"invalid_token\""),
                            told.header("www-authenticate"));
                }
            }
            assertEquals(before, server.standIns.store.opened());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void openCalls_areAnsweredToEverybody(String route) throws Exception {
        for (Call call : rows(route, Kind.OPEN)) {
            var all = new ArrayList<>(strangers.values());
            all.addAll(List.of(Tokens.header(ada), Tokens.header(reader)));
            for (String caller : all) {
                RawClient.Response told = make(call, new Things(Map.of()), caller);
                assertEquals(200, told.status(), caller);
                assertNull(told.header("www-authenticate"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void owner_isAnswered(String route) throws Exception {
        for (Call call : rows(route, Kind.READ, Kind.WRITE)) {
            RawClient.Response told = make(call, things(), Tokens.header(ada));
            assertEquals(call.status(), told.status(), call + ": " + told.body());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void reader_seesWhatHeMayAndChangesNothing(String route) throws Exception {
        Things things = things();
        for (Call call : rows(route, Kind.READ)) {
            RawClient.Response told = make(call, things, Tokens.header(reader));
            assertEquals(call.status(), told.status(), call + ": " + told.body());
        }
        for (Call call : rows(route, Kind.WRITE)) {
            int before = server.standIns.store.opened();
            for (Things named : List.of(things, things.unknown())) {
                RawClient.Response told = make(call, named, Tokens.header(reader));
                assertEquals(403, told.status(), call + ": " + told.body());
                assertEquals("write_not_allowed", told.json().at("code").text());
                assertEquals("Bearer realm=\"confab\", error=\"insufficient_scope\"", told.header("www-authenticate"));
            }
            assertEquals(before, server.standIns.store.opened());
            assertEquals(200, server.get("/documents/" + things.ids().get("document"), Tokens.header(ada)).status());
        }
    }

    /** Byte for byte: but for the request's name, which is the same here, and names that are made anew for each answer. */
    @ParameterizedTest
    @MethodSource("routes")
    void others_areToldWhatTheyAreToldOfThingsThatDoNotExist(String route) throws Exception {
        for (Call call : rows(route, Kind.READ, Kind.WRITE)) {
            Things things = things();
            RawClient.Response theirs = make(call, things, Tokens.header(bob));
            RawClient.Response nobodys = make(call, things.unknown(), Tokens.header(bob));

            assertEquals(nobodys.status(), theirs.status(), call.toString());
            assertEquals(same(nobodys.body(), call), same(theirs.body(), call), call.toString());
            assertEquals(kept(nobodys), kept(theirs), call.toString());
            assertNotEquals(401, theirs.status());
            assertNotEquals(403, theirs.status());
            things.ids().values().forEach(id -> assertFalse(theirs.body().contains(id), call.toString()));
            assertFalse(theirs.body().contains("Ada"), call.toString());
            assertEquals(200, server.get("/documents/" + things.ids().get("document"), Tokens.header(ada)).status());
            assertEquals(200, server.get("/runs/" + things.ids().get("run"), Tokens.header(ada)).status());
        }
    }

    private static String same(String body, Call call) {
        if (body.startsWith("PK")) {
            // An archive, which has times in it.
            return "PK";
        }
        return call.makesNames()
                ? body.replaceAll("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}", "ID")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                : body;
    }

    private static Map<String, String> kept(RawClient.Response response) {
        var headers = new TreeMap<>(response.headers());
        headers.keySet().removeAll(Set.of("date", "location", "last-modified"));
        return headers;
    }
}
