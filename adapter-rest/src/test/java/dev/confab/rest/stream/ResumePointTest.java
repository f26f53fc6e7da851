package dev.confab.rest.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumePointTest {

    private static OptionalInt header(String id) {
        return ResumePoint.of(HttpRequest.GET("/").header("Last-Event-ID", id));
    }

    private static MutableHttpRequest<?> after(String... values) {
        MutableHttpRequest<?> request = HttpRequest.GET("/");
        request.getParameters().add("after", List.<CharSequence>of(values));
        return request;
    }

    @Test
    void position_isTakenFromWhicheverIsThere() {
        assertEquals(OptionalInt.empty(), ResumePoint.of(HttpRequest.GET("/")));
        assertEquals(OptionalInt.of(0), header("0"));
        assertEquals(OptionalInt.of(2147483647), header("2147483647"));
        assertEquals(OptionalInt.of(17), ResumePoint.of(after("17")));
    }

    @Test
    void header_winsOverTheParameter() {
        assertEquals(OptionalInt.of(5), ResumePoint.of(after("3").header("last-event-id", "5")));
        assertEquals(OptionalInt.of(5), ResumePoint.of(after("rubbish").header("Last-Event-ID", "5")));
        assertThrows(ProblemException.class, () -> ResumePoint.of(after("3").header("Last-Event-ID", "rubbish")));
    }

    @Test
    void header_thatIsEmpty_isNotThere() {
        assertEquals(OptionalInt.empty(), header(""));
        assertEquals(OptionalInt.of(3), ResumePoint.of(after("3").header("Last-Event-ID", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "-1", "+1", "1.0", "1e3", "abc", "2147483648", "99999999999999999999", "1 2", "0x1" })
    void position_thatIsNone_isRefused(String text) {
        assertThrows(ProblemException.class, () -> header(text));
        assertThrows(ProblemException.class, () -> ResumePoint.of(after(text)));
    }

    @Test
    void position_givenTwice_isRefused() {
        assertThrows(ProblemException.class, () -> ResumePoint.of(after("1", "2")));
        MutableHttpRequest<?> two = HttpRequest.GET("/");
        two.getHeaders().add("Last-Event-ID", "1").add("Last-Event-ID", "2");
        assertThrows(ProblemException.class, () -> ResumePoint.of(two));
    }
}
