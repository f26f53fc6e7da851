package dev.confab.openai.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    private static final String STREAM = """
            \uFEFF: begins
            data: one

            event: error
            data:{"a": "ß漢🤖"}
            data:
            data:  two

            id: 7
            retry: 10

            data
            event

            database: no
            data: last""";
    private static final List<ServerSentEvent> EVENTS = List.of(new ServerSentEvent("", "one"),
            new ServerSentEvent("error", "{\"a\": \"ß漢🤖\"}\n\n two"), new ServerSentEvent("", "last"));

    @ParameterizedTest
    @ValueSource(strings = { "\n", "\r\n", "\r" })
    void events_withAnyLineEndAndAnyCut_areTheSame(String end) throws IOException {
        byte[] bytes = STREAM.replace("\n", end).getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertEquals(EVENTS, read(new Pieces(bytes, cut, bytes.length), 1_000));
        }
        assertEquals(EVENTS, read(new Pieces(bytes, 1), 1_000));
    }

    @Test
    void events_inRandomPieces_areTheSame() throws IOException {
        var random = new Random(20_260_301);
        byte[] bytes = STREAM.repeat(1).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2_000; i++) {
            assertEquals(EVENTS, read(new Pieces(bytes, 1 + random.nextInt(7), 1 + random.nextInt(40)), 1_000));
        }
    }

    @Test
    void poll_beforeTheEventIsWhole_givesNothingAndDoesNotRead() throws IOException {
        var reader = new EventReader(new Pieces("data: one\n\ndata: two\n\n".getBytes(StandardCharsets.UTF_8), 8),
                1_000,
                1_000);

        assertNull(reader.poll());
        assertTrue(reader.fill());
        assertNull(reader.poll());
        assertTrue(reader.fill());
        assertEquals(new ServerSentEvent("", "one"), reader.poll());
        assertNull(reader.poll());
    }

    @Test
    void events_longerThanTheBuffer_areRead() throws IOException {
        String longer = "x".repeat(50_000);
        byte[] bytes = ("data: " + longer + "\n\ndata: a\ndata: " + longer + "\n\n").getBytes(StandardCharsets.UTF_8);

        assertEquals(List.of(new ServerSentEvent("", longer), new ServerSentEvent("", "a\n" + longer)),
                read(new ByteArrayInputStream(bytes), 100_000));
    }

    @ParameterizedTest
    @ValueSource(strings = { "data: %s\n\n", "data: %s", ": %s\n", "data: a\n\ndata: %s\n\n" })
    void line_longerThanAllowed_isRefused(String form) {
        byte[] bytes = form.replace("%s", "x".repeat(200_000)).getBytes(StandardCharsets.UTF_8);

        assertThrows(ProtocolException.class, () -> read(new ByteArrayInputStream(bytes), 100_000));
    }

    @Test
    void eventOfManyLines_longerThanAllowed_isRefused() {
        byte[] bytes = ("data: " + "x".repeat(900) + "\n").repeat(20).getBytes(StandardCharsets.UTF_8);

        assertThrows(ProtocolException.class, () -> read(new ByteArrayInputStream(bytes), 10_000));
    }

    @Test
    void stream_longerThanAllowed_isRefused() {
        byte[] bytes = "data: x\n\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        var reader = new EventReader(new ByteArrayInputStream(bytes), 10_000, 5_000);

        assertThrows(ProtocolException.class, reader::fill);
    }

    private static List<ServerSentEvent> read(InputStream in, int longest) throws IOException {
        var reader = new EventReader(in, longest, 1_000_000);
        var events = new ArrayList<ServerSentEvent>();
        while (true) {
            ServerSentEvent event = reader.poll();
            if (event != null) {
                events.add(event);
            } else if (!reader.fill() && !reader.holdsMore()) {
                return events;
            }
        }
    }

    /** Gives bytes in pieces of these lengths in turn; a length of nothing is left out. */
    private static final class Pieces extends InputStream {

        private final ByteArrayInputStream bytes;
        private final int[] lengths;
        private int next;

        private Pieces(byte[] bytes, int... lengths) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.lengths = lengths;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int most) {
            int length = lengths[next++ % lengths.length];
            return bytes.read(into, from, Math.min(most, length == 0 ? lengths[next++ % lengths.length] : length));
        }
    }
}
