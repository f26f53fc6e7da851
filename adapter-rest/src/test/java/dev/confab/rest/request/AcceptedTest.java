package dev.confab.rest.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micronaut.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedTest {

    private static boolean prefersEvents(String... headers) {
        var request = HttpRequest.GET("/");
        for (String header : headers) {
            request.getHeaders().add("Accept", header);
        }
        return Accepted.prefersEvents(request);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/event-stream", "Text/Event-Stream", "text/event-stream;charset=utf-8",
            "text/event-stream, */*", "*/*, text/event-stream", "text/event-stream, application/json",
            "text/event-stream, application/json;q=0.9", "application/json;q=0.9, text/event-stream",
            "text/event-stream;q=0.5, application/json;q=0.4", "text/event-stream;q=0.5", "text/*",
            "text/event-stream, */*;q=0.1", "text/html, text/event-stream;q=0.9, application/json;q=0.8",
            "text/event-stream, application/json;q=0", "text/event-stream, application/*",
            "not a type, text/event-stream" })
    void events_arePreferredByThoseWhoNameThemFirst(String accept) {
        assertEquals(true, prefersEvents(accept));
    }

    @ParameterizedTest
    @ValueSource(strings = { "*/*", "application/json", "", "application/*", "text/html", "text/html, */*",
            "text/html, text/*, */*", "application/json, text/event-stream", "application/json, text/event-stream, */*",
            "text/event-stream;q=0.4, application/json;q=0.5", "text/event-stream;q=0", "text/event-stream;q=0, */*",
            "*/*;q=0.8, text/event-stream;q=0.5", "text/event-streams", "rubbish", "application/json, text/*;q=0.5" })
    void json_isGivenToAllOthers(String accept) {
        assertEquals(false, prefersEvents(accept));
    }

    @Test
    void json_isGivenToThoseWhoDoNotSay() {
        assertEquals(false, prefersEvents());
    }

    @Test
    void headers_ofOneName_areOneList() {
        assertEquals(true, prefersEvents("application/json;q=0.5", "text/event-stream"));
        assertEquals(false, prefersEvents("text/event-stream;q=0.5", "application/json"));
        assertEquals(false, prefersEvents("application/json", "text/event-stream"));
        assertEquals(true, prefersEvents("text/event-stream", "application/json"));
    }
}
