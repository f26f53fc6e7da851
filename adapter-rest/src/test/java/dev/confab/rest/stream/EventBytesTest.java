package dev.confab.rest.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventBytesTest {

    private static String text(EventBytes events) {
        byte[] bytes = events.toBytes();
        assertEquals(bytes.length, events.size());
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a client reads out of one text event. */
    private static String content(EventBytes events) {
        String written = text(events);
        String data = written.substring(written.indexOf("data: ") + "data: ".length(), written.length() - 2);
        assertFalse(data.contains("\n"));
        return JsonValue.parse(data).at("content").text();
    }

    @Test
    void text_isAnUnnamedEventWithItsPositionAndNothingButContent() {
        assertEquals("id: 12\ndata: {\"content\": \"Hello \"}\n\n", text(new EventBytes().text(12, "Hello ")));
        assertEquals("id: 2147483647\ndata: {\"content\": \"\"}\n\n",
                text(new EventBytes().text(Integer.MAX_VALUE, "")));
    }

    @Test
    void text_escapesWhatBreaksJsonOrLines() {
        assertEquals("id: 0\ndata: {\"content\": \"\\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u001f\\u0085\\u2028\\u2029\"}\n\n",
                text(new EventBytes().text(0, "\"\\\n\r\t\b\f\u0000\u001F\u0085\u2028\u2029")));
    }

    @Test
    void text_keepsCharactersOfEveryWidth() {
        assertEquals("id: 1\ndata: {\"content\": \"a\u007Fé߿ࠀ€\uFFFF😀\uD83D\uDE80\"}\n\n",
                text(new EventBytes().text(1, "a\u007Fé߿ࠀ€\uFFFF😀\uD83D\uDE80")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\uD83D", "\uDE80", "a\uD83Db", "\uDE80\uD83D", "\uD83D\uD83D\uDE80" })
    void text_withHalfOfAPair_becomesTheReplacementCharacter(String broken) {
        String read = content(new EventBytes().text(0, broken));

        assertEquals(broken.length(), read.length());
        assertTrue(read.contains("\uFFFD"));
        assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(read));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 1022, 1023, 1024, 1025, 2047, 5000 })
    void text_ofAnyLength_comesBackWhole(int before) {
        String text = "x".repeat(before) + "😀" + "\u0001".repeat(3000) + "é\u2028".repeat(2000) + "😀".repeat(1500);

        assertEquals(text, content(new EventBytes().text(0, text)));
    }

    @Test
    void event_hasNameAndIdWhenItHasOne() {
        assertEquals("event: status\ndata: {\"a\": 1}\n\n", text(new EventBytes().event("status", utf8("{\"a\": 1}"))));
        assertEquals("id: 7\nevent: done\ndata: {}\n\n", text(new EventBytes().event("done", 7, utf8("{}"))));
    }

    @Test
    void event_withLineBreaks_keepsThemAsLines() {
        assertEquals("event: e\ndata: {\ndata:  \"a\":\ndata: 1\ndata: }\n\n",
                text(new EventBytes().event("e", utf8("{\n \"a\":\r\n1\r}"))));
    }

    @Test
    void event_withLineBreaksOfUnicode_escapesThem() {
        assertEquals("event: e\ndata: \"\\u0085\\u2028\\u2029é€\"\n\n",
                text(new EventBytes().event("e", utf8("\"\u0085\u2028\u2029é€\""))));
        byte[] many = utf8("\"" + "\u2028".repeat(500) + "\"");
        assertEquals("data: \"" + "\\u2028".repeat(500) + "\"\n\n", text(new EventBytes().data(many)));
    }

    @Test
    void data_hasNeitherNameNorId() {
        assertEquals("data: [DONE]\n\n", text(new EventBytes().data(utf8("[DONE]"))));
        assertEquals("data: \n\n", text(new EventBytes().data(utf8(""))));
        assertEquals("data: " + "\ndata: ".repeat(400) + "\n\n", text(new EventBytes().data(utf8("\n".repeat(400)))));
    }

    @Test
    void retryAndComment_areTheirOwnLines() {
        assertEquals("retry: 2500\n\n: ok\n\n", text(new EventBytes().retry(Duration.ofMillis(2500)).comment("ok")));
    }

    @Test
    void events_followEachOther() {
        assertEquals("id: 1\ndata: {\"content\": \"a\"}\n\nid: 2\ndata: {\"content\": \"b\"}\n\n",
                text(new EventBytes().text(1, "a").text(2, "b")));
    }

    @Test
    void whatWouldBreakTheStream_isRefused() {
        var events = new EventBytes();

        assertThrows(IllegalArgumentException.class, () -> events.text(-1, "a"));
        assertThrows(IllegalArgumentException.class, () -> events.event("a\nb", utf8("{}")));
        assertThrows(IllegalArgumentException.class, () -> events.event("", utf8("{}")));
        assertThrows(IllegalArgumentException.class, () -> events.comment("a\nb"));
        assertThrows(IllegalArgumentException.class, () -> events.retry(Duration.ofMillis(-1)));
        assertEquals("", text(events));
    }
}
