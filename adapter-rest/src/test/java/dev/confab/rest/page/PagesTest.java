package dev.confab.rest.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
            "*/* | text/html",
            "text/* | text/html",
            "application/json | application/json",
            "application/* | application/json",
            "application/json, text/html;q=0.5 | application/json",
            "text/html, application/json;q=0.9 | text/html",
            "text/html;q=0.3, application/json;q=0.9 | application/json",
            "application/json, text/plain, */* | application/json" })
    void home_givesTheFormThatIsPreferred(String accept, String type) throws Exception {
        RawClient.Response response = server.get("/", "Accept: " + accept);

        assertEquals(200, response.status());
        assertTrue(String.valueOf(response.header("content-type")).startsWith(type), response.header("content-type"));
        assertEquals("Accept", response.header("vary"));
    }

    @Test
    void home_withoutPreference_isThePage() throws Exception {
        RawClient.Response response = server.get("/");

        assertTrue(response.body().contains("<title>Confab</title>"));
    }

    @Test
    void home_asJson_tellsWhatTheServerIs() throws Exception {
        JsonValue status = server.get("/", "Accept: application/json").json();

        assertEquals(List.of("name", "version", "docs", "model", "database"), List.copyOf(status.names()));
        assertEquals("confab", status.at("name").text());
        assertEquals("/docs", status.at("docs").text());
        assertEquals("scripted script", status.at("model").text());
        assertTrue(status.at("database").isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/docs", "/redoc", "/problems" })
    void page_loadsNothingFromElsewhereAndRunsNothingThatStandsInIt(String path) throws Exception {
        RawClient.Response page = server.get(path, "Accept: text/html");

        assertEquals(200, page.status());
        assertEquals("text/html;charset=utf-8", page.header("content-type"));
        assertEquals("nosniff", page.header("x-content-type-options"));
        String policy = String.valueOf(page.header("content-security-policy"));
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("http"), policy);
        assertFalse(Pattern.compile("<script(?![^>]*src=)|<style|\\son\\w+=|style=").matcher(page.body()).find());
        Matcher reference = REFERENCE.matcher(page.body());
        while (reference.find()) {
            String target = reference.group(1);
            assertTrue(target.startsWith("/"), target);
            assertEquals(200, server.get(target).status(), target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "page.css", "page.js", "documents.js", "sessions.js", "docs.js", "redoc.css", "redoc.js",
            "icon.svg", "swagger-ui.css",
            "swagger-ui-bundle.js", "redoc.standalone.js" })
    void asset_isServedAndNotSentTwice(String name) throws Exception {
        RawClient.Response first = server.get("/assets/" + name);
        assertEquals(200, first.status());
        assertFalse(first.body().isBlank());

        RawClient.Response second = server.get("/assets/" + name, "If-None-Match: " + first.header("etag"));
        assertEquals(304, second.status());
        assertEquals("", second.body());
    }

    /** Whatever the scripts ask of the server, they show the token of the user; it is kept nowhere but in the tab. */
    @Test
    void scripts_showTheTokenWithEveryCall() throws Exception {
        for (String script : List.of("page.js", "documents.js")) {
            String text = server.get("/assets/" + script).body();
            assertFalse(text.replace("fetch(\"/\",", "").contains("fetch("), script);
            assertFalse(text.contains("EventSource("), script);
        }
        String access = server.get("/assets/access.js").body();
        assertTrue(access.contains("Authorization") && access.contains("sessionStorage"));
        assertFalse(access.contains("localStorage") || access.contains("document.cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/assets/openapi.json", "/assets/index.html", "/assets/..%2fopenapi.json", "/assets/",
            "/assets/page.css/x", "/assets/Assets.class" })
    void asset_thatNoPageLoads_isNotThere(String path) throws Exception {
        assertEquals(404, server.get(path).status());
    }

    @Test
    void problems_explainsEveryCode() throws Exception {
        String page = server.get("/problems").body();

        for (ProblemCode code : ProblemCode.values()) {
            assertTrue(page.contains("<section id=\"" + code.code() + "\">"), code.code());
        }
    }
}
