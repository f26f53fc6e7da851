package dev.confab.openai.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes, as the standard says: lines end with CR, LF or both, comments are passed over,
 * events without data do not exist. Text is decoded a whole line at a time, so it does not matter where the bytes were cut.
 * Only {@link #fill} reads, and so only it blocks.
 */
public final class EventReader {

    private static final int FIRST_SIZE = 8 * 1024;
    private static final byte[] DATA = { 'd', 'a', 't', 'a' };
    private static final byte[] EVENT = { 'e', 'v', 'e', 'n', 't' };

    private final InputStream in;
    private final int longestEvent;
    private final long longestStream;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int from;
    private int seen;
    private int to;
    private long read;
    private boolean first = true;
    private boolean afterReturn;
    private boolean ended;
    private String name = "";
    private @Nullable String data;
    private @Nullable StringBuilder lines;

    /**
     * Begins to read.
     *
     * @param longestEvent  how many bytes a line, and characters an event's data, may have
     * @param longestStream how many bytes there may be in all
     */
    public EventReader(InputStream in, int longestEvent, long longestStream) {
        this.in = in;
        this.longestEvent = longestEvent;
        this.longestStream = longestStream;
    }

    /**
     * Returns the next event if all of it was read already, null if more has to be read.
     *
     * @throws ProtocolException if it is longer than allowed
     */
    public @Nullable ServerSentEvent poll() throws ProtocolException {
        while (true) {
            skipLineFeed();
            int end = lineEnd();
            if (end < 0) {
                return ended ? last() : null;
            }
            int start = start();
            from = end + 1;
            seen = from;
            afterReturn = buffer[end] == '\r';
            if (end == start) {
                ServerSentEvent event = event();
                if (event != null) {
                    return event;
                }
            } else {
                line(start, end);
            }
        }
    }

    /**
     * Reads more, blocking until there is some.
     *
     * @return whether there was any; if not, the stream has ended and {@link #poll} gives what is left
     * @throws ProtocolException if a line, or the stream, is longer than allowed
     */
    public boolean fill() throws IOException {
        makeRoom();
        int more = in.read(buffer, to, buffer.length - to);
        if (more < 0) {
            ended = true;
            return false;
        }
        to += more;
        read += more;
        if (read > longestStream) {
            throw new ProtocolException("the stream has more than " + longestStream + " bytes");
        }
        return true;
    }

    private void makeRoom() throws ProtocolException {
        if (from == to) {
            from = 0;
            seen = 0;
            to = 0;
        } else if (to == buffer.length && from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            seen -= from;
            from = 0;
        } else if (to == buffer.length) {
            if (to >= longestEvent) {
                throw tooLong();
            }
            buffer = Arrays.copyOf(buffer, Math.min(longestEvent, 2 * to));
        }
    }

    /** Returns whether {@link #poll} may still give something at the end. */
    public boolean holdsMore() {
        return from < to || data != null;
    }

    private void skipLineFeed() {
        if (afterReturn && from < to) {
            if (buffer[from] == '\n') {
                from++;
                seen = from;
            }
            afterReturn = false;
        }
    }

    private int lineEnd() {
        for (int at = seen; at < to; at++) {
            if (buffer[at] == '\n' || buffer[at] == '\r') {
                return at;
            }
        }
        seen = to;
        return -1;
    }

    /** Where the line at hand begins: behind the byte order mark, if it is the first one. */
    private int start() {
        boolean marked = first && to - from >= 3 && buffer[from] == (byte) 0xEF && buffer[from + 1] == (byte) 0xBB
                && buffer[from + 2] == (byte) 0xBF;
        first = false;
        return marked ? from + 3 : from;
    }

    /** An end without an empty line: lenient, as some providers leave it out. */
    private @Nullable ServerSentEvent last() throws ProtocolException {
        if (from < to) {
            int start = start();
            line(start, to);
            from = to;
            seen = to;
        }
        return event();
    }

    private void line(int start, int end) throws ProtocolException {
        int colon = start;
        while (colon < end && buffer[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && buffer[value] == ' ') {
            value++;
        }
        if (is(DATA, start, colon)) {
            data(new String(buffer, value, end - value, StandardCharsets.UTF_8));
        } else if (is(EVENT, start, colon)) {
            name = new String(buffer, value, end - value, StandardCharsets.UTF_8);
        }
    }

    private boolean is(byte[] field, int start, int end) {
        return Arrays.equals(field, 0, field.length, buffer, start, end);
    }

    private void data(String line) throws ProtocolException {
        if (data == null) {
            data = line;
            return;
        }
        if (lines == null) {
            lines = new StringBuilder(data);
        }
        lines.append('\n').append(line);
        if (lines.length() > longestEvent) {
            throw tooLong();
        }
    }

    private @Nullable ServerSentEvent event() {
        String whole = lines == null ? data : lines.toString();
        ServerSentEvent event = whole == null || whole.isEmpty() ? null : new ServerSentEvent(name, whole);
        name = "";
        data = null;
        lines = null;
        return event;
    }

    private ProtocolException tooLong() {
        return new ProtocolException("an event has more than " + longestEvent + " bytes");
    }
}
