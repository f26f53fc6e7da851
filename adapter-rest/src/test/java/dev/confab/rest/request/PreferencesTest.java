package dev.confab.rest.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {

    private static boolean respondAsync(String... headers) {
        var request = HttpRequest.GET("/");
        for (String header : headers) {
            request.getHeaders().add("Prefer", header);
        }
        return Preferences.respondAsync(request);
    }

    @ParameterizedTest
    @ValueSource(strings = { "respond-async", "Respond-Async", "wait=1 ,  respond-async  ;x", "respond-async, wait=10",
            "wait=10, respond-async", "return=minimal,respond-async", "respond-async; foo=bar",
            "respond-async;a;b=\"c,d\"",
            "respond-async=\"\"", "respond-async =, x", "x=\"a,b\\\"\", respond-async", ", ,respond-async" })
    void respondAsync_whenListed_isAskedFor(String prefer) {
        assertTrue(respondAsync(prefer));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "wait=10", "respond-asynchronously", "x-respond-async", "respond-async=no",
            "x=\"respond-async\"", "x=\", respond-async\"", "x=\"\\\", respond-async\"", "x; respond-async",
            "respond async" })
    void respondAsync_whenNotListed_isNotAskedFor(String prefer) {
        assertFalse(respondAsync(prefer));
    }

    @Test
    void headers_ofOneName_areOneList() {
        assertFalse(respondAsync());
        assertTrue(respondAsync("wait=5", "respond-async"));
        assertFalse(respondAsync("wait=5", "return=minimal"));
    }

    @Test
    void respondedAsync_isToldAndCachesAreWarned() {
        var response = HttpResponse.accepted().header("Vary", "Accept");

        Preferences.respondedAsync(response);

        assertEquals("respond-async", response.getHeaders().get("Preference-Applied"));
        assertEquals("[Accept, Prefer]", response.getHeaders().getAll("Vary").toString());
    }
}
