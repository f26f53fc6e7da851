package dev.confab.rest.upload;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a body in the form of RFC 7578, one after the other, as they arrive. It holds one buffer, however large a
 * part is. For one thread.
 */
final class MultipartBody {

    private static final int BUFFER = 32 * 1024;
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int MOST_LINES = 16;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    /** Before the first delimiter there may be something too, which means nothing. */
    private boolean inPart = true;

    /** @param boundary as the media type names it, 1 to 70 characters */
    MultipartBody(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter needs no line break before it.
        buffer[to++] = '\r';
        buffer[to++] = '\n';
    }

    /**
     * Passes over what is left of the part before and returns the head of the next one; empty behind the last.
     *
     * @throws IOException      if the body cannot be read
     * @throws ProblemException if it is not in the form, or ends too early
     */
    Optional<PartHead> next() throws IOException {
        byte[] unwanted = new byte[BUFFER];
        while (read(unwanted) >= 0) {
            // It means nothing to anybody.
        }
        String rest = line();
        if (rest.startsWith("--")) {
            return Optional.empty();
        }
        if (!rest.isBlank()) {
            throw broken("Something follows a boundary on its line.");
        }
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (lines.size() == MOST_LINES) {
                throw broken("The head of a part has more than " + MOST_LINES + " lines.");
            }
            lines.add(line);
        }
        inPart = true;
        return Optional.of(PartHead.of(lines).orElseThrow(() -> broken("A part has no name.")));
    }

    /**
     * Reads some of the part's data.
     *
     * @return how many bytes, at least 1; negative at the end of the part
     * @throws IOException      if the body cannot be read
     * @throws ProblemException if it ends too early
     */
    int read(byte[] into) throws IOException {
        if (!inPart) {
            return -1;
        }
        while (true) {
            int end = delimiterAt();
            if (end == from) {
                from += delimiter.length;
                inPart = false;
                return -1;
            }
            // What stands last may be the beginning of a delimiter.
            int safe = end >= 0 ? end - from : to - from - delimiter.length + 1;
            if (safe > 0) {
                int count = Math.min(into.length, safe);
                System.arraycopy(buffer, from, into, 0, count);
                from += count;
                return count;
            }
            fill();
        }
    }

    private int delimiterAt() {
        for (int at = from; at <= to - delimiter.length; at++) {
            if (buffer[at] == '\r'
                    && Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns the rest of a line without its break. Behind the last delimiter there need be none. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            if (from == to) {
                if (startsWithDashes(line)) {
                    return "--";
                }
                fill();
            }
            byte b = buffer[from++];
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() == LONGEST_LINE) {
                throw broken("The head of a part has a line of more than " + LONGEST_LINE + " bytes.");
            }
            line.write(b);
        }
    }

    private static boolean startsWithDashes(ByteArrayOutputStream line) {
        byte[] bytes = line.size() >= 2 ? line.toByteArray() : new byte[2];
        return bytes[0] == '-' && bytes[1] == '-';
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw broken("The body ends before its last boundary.");
        }
        to += count;
    }

    private static ProblemException broken(String why) {
        return new ProblemException(Problem.of(ProblemCode.INVALID_MULTIPART, why));
    }
}
