package dev.confab.rest.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Server-sent events as bytes, one behind the other. What is joined here goes out at once. The bytes may be sent to any
 * number of streams. Not thread-safe.
 *
 * <p>Inside JSON, U+0085, U+2028 and U+2029 are escaped, though neither JSON nor the format of events asks for it: many
 * clients split lines there too.
 */
public final class EventBytes {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ID = ascii("id: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] RETRY = ascii("retry: ");
    private static final byte[] CONTENT_BEGIN = ascii("data: {\"content\": \"");
    private static final byte[] CONTENT_END = ascii("\"}\n\n");
    /** An escape takes this many bytes; no character of UTF-16 takes more. */
    private static final int WIDEST = 6;
    private static final int BLOCK = 1024;

    private byte[] bytes;
    private int size;

    /** Begins with nothing. */
    public EventBytes() {
        bytes = new byte[256];
    }

    /**
     * Adds a piece of text: an event without a name, {@code {"content": "..."}} and nothing else. Half of a surrogate pair
     * becomes U+FFFD.
     *
     * @param position the event's id
     * @throws IllegalArgumentException if the position is negative
     */
    public EventBytes text(int position, String delta) {
        id(position);
        append(CONTENT_BEGIN);
        escape(delta);
        append(CONTENT_END);
        return this;
    }

    /**
     * Adds an event with a name and no id.
     *
     * @param name letters, digits, {@code _ . -}
     * @param json a JSON text in UTF-8; its line breaks stay line breaks
     */
    public EventBytes event(String name, byte[] json) {
        name(name);
        return data(json);
    }

    /** Adds an event with a name and an id. */
    public EventBytes event(String name, int position, byte[] json) {
        id(position);
        return event(name, json);
    }

    /** Adds an event that has neither name nor id, as some protocols want. */
    public EventBytes data(byte[] text) {
        append(DATA);
        ensure(text.length + 2);
        for (int at = 0; at < text.length; at++) {
            byte b = text[at];
            if (b == '\n' || b == '\r') {
                at += b == '\r' && at + 1 < text.length && text[at + 1] == '\n' ? 1 : 0;
                bytes[size++] = '\n';
                append(DATA);
                ensure(text.length - at + 2);
            } else if (b < 0 && isForeignBreak(text, at)) {
                int c = b == (byte) 0xC2 ? 0x85 : 0x2000 | (text[at + 2] & 0x3F);
                at += b == (byte) 0xC2 ? 1 : 2;
                ensure(WIDEST + text.length - at + 2);
                unicodeEscape((char) c);
            } else {
                bytes[size++] = b;
            }
        }
        bytes[size++] = '\n';
        bytes[size++] = '\n';
        return this;
    }

    /** Tells the client how long to wait before it connects again after a connection was lost. */
    public EventBytes retry(Duration pause) {
        if (pause.isNegative() || pause.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("pause must be from nothing to a day");
        }
        append(RETRY);
        append(ascii(Long.toString(pause.toMillis())));
        append((byte) '\n', (byte) '\n');
        return this;
    }

    /**
     * Adds what no client looks at.
     *
     * @param words ASCII, one line
     */
    public EventBytes comment(String words) {
        if (words.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("a comment is one line of printable ASCII");
        }
        append((byte) ':', (byte) ' ');
        append(ascii(words));
        append((byte) '\n', (byte) '\n');
        return this;
    }

    /** Returns how many bytes there are. */
    public int size() {
        return size;
    }

    /** Returns a copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void id(int position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative");
        }
        append(ID);
        append(ascii(Integer.toString(position)));
        append((byte) '\n');
    }

    private void name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of an event has 1 to 64 letters, digits or _ . -");
        }
        append(EVENT);
        append(ascii(name));
        append((byte) '\n');
    }

    private static boolean isForeignBreak(byte[] text, int at) {
        return switch (text[at]) {
            case (byte) 0xC2 -> at + 1 < text.length && text[at + 1] == (byte) 0x85;
            case (byte) 0xE2 -> at + 2 < text.length && text[at + 1] == (byte) 0x80
                    && (text[at + 2] == (byte) 0xA8 || text[at + 2] == (byte) 0xA9);
            default -> false;
        };
    }

    private void escape(String text) {
        int length = text.length();
        int at = 0;
        while (at < length) {
            int end = Math.min(length, at + BLOCK);
            // One more: a pair that begins in this block ends in the next.
            ensure((end - at + 1) * WIDEST);
            while (at < end) {
                char c = text.charAt(at);
                if (c >= 0x80) {
                    at = wide(text, at, c);
                } else {
                    at++;
                    if (c < 0x20 || c == '"' || c == '\\') {
                        narrowEscape(c);
                    } else {
                        bytes[size++] = (byte) c;
                    }
                }
            }
        }
    }

    private void narrowEscape(char c) {
        char letter = switch (c) {
            case '"', '\\' -> c;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            case '\b' -> 'b';
            case '\f' -> 'f';
            default -> 'u';
        };
        if (letter == 'u') {
            unicodeEscape(c);
        } else {
            bytes[size++] = '\\';
            bytes[size++] = (byte) letter;
        }
    }

    /** Writes the character at a place and returns the place behind it. */
    private int wide(String text, int at, char c) {
        if (c < 0x800) {
            if (c == 0x85) {
                unicodeEscape(c);
            } else {
                bytes[size++] = (byte) (0xC0 | (c >> 6));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            }
            return at + 1;
        }
        if (Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(c, text.charAt(at + 1));
            bytes[size++] = (byte) (0xF0 | (point >> 18));
            bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (point & 0x3F));
            return at + 2;
        }
        if (c == 0x2028 || c == 0x2029) {
            unicodeEscape(c);
        } else {
            char whole = Character.isSurrogate(c) ? '\uFFFD' : c;
            bytes[size++] = (byte) (0xE0 | (whole >> 12));
            bytes[size++] = (byte) (0x80 | ((whole >> 6) & 0x3F));
            bytes[size++] = (byte) (0x80 | (whole & 0x3F));
        }
        return at + 1;
    }

    private void unicodeEscape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        bytes[size++] = HEX[c >> 12];
        bytes[size++] = HEX[(c >> 8) & 0xF];
        bytes[size++] = HEX[(c >> 4) & 0xF];
        bytes[size++] = HEX[c & 0xF];
    }

    private void append(byte... more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
