import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one streamed answer byte by byte: the head, the chunks of the transfer, the lines of the events, and the tokens in
 * them. Understands what the server sends and what the provider itself does, so that both can be measured the same way.
 */
final class EventScanner {

    /** What an answer consists of. */
    interface Listener {

        /** A piece of text, of which the tokens follow. */
        void piece();

        void token(byte[] token);

        /** Which run is streamed. */
        void run(String id);

        /** The last event, if the stream ends as it should. */
        void done();

        /** Something else came than a proper stream. */
        void failed(String kind, String words);
    }

    private enum Part {
        HEAD, SIZE, DATA, AFTER_DATA, TRAILER, END
    }

    private static final byte[] CONTENT = ascii("\"content\":");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] DONE = ascii("[DONE]");
    private static final String RUN_ID = "\"run_id\":\"";

    private final Listener listener;
    private final byte[] token = new byte[Token.LENGTH];
    private int tokenSize;
    private Part part = Part.HEAD;
    private byte[] line = new byte[256];
    private int size;
    private int chunk;
    private String name = "";

    EventScanner(Listener listener) {
        this.listener = listener;
    }

    /** Returns whether the answer has come to its end. */
    boolean hasEnded() {
        return part == Part.END;
    }

    /** Returns whether anything of the answer's body may come, or has come. */
    boolean hasBegun() {
        return part != Part.HEAD;
    }

    void take(byte[] bytes, int count) {
        for (int at = 0; at < count && part != Part.END; at++) {
            byte b = bytes[at];
            switch (part) {
                case HEAD -> head(b);
                case SIZE -> size(b);
                case DATA -> {
                    data(b);
                    if (--chunk == 0) {
                        part = Part.AFTER_DATA;
                    }
                }
                case AFTER_DATA -> part = b == '\n' ? Part.SIZE : part;
                case TRAILER -> part = b == '\n' ? Part.END : part;
                case END -> throw new IllegalStateException("nothing belongs to an answer behind its end");
            }
        }
    }

    private void head(byte b) {
        keep(b);
        if (b != '\n' || size < 4 || line[size - 2] != '\r' || line[size - 3] != '\n') {
            return;
        }
        String head = new String(line, 0, size, StandardCharsets.ISO_8859_1);
        size = 0;
        part = Part.SIZE;
        if (!head.startsWith("HTTP/1.1 200") || !head.toLowerCase(java.util.Locale.ROOT).contains("chunked")) {
            listener.failed(head.substring(9, 12), head.strip());
            part = Part.END;
        }
    }

    private void size(byte b) {
        if (b == '\n') {
            part = chunk == 0 ? Part.TRAILER : Part.DATA;
        } else if (b != '\r') {
            chunk = chunk * 16 + Character.digit(b, 16);
        }
    }

    private void data(byte b) {
        if (b == '\n') {
            line();
            size = 0;
        } else {
            keep(b);
        }
    }

    private void keep(byte b) {
        if (size == line.length) {
            line = Arrays.copyOf(line, size * 2);
        }
        line[size++] = b;
    }

    private void line() {
        if (size == 0) {
            name = "";
        } else if (begins(EVENT, 0)) {
            name = text(EVENT.length);
        } else if (begins(DATA, 0)) {
            if (name.isEmpty()) {
                message();
            } else {
                event();
            }
        }
    }

    private void message() {
        if (begins(DONE, DATA.length)) {
            listener.done();
            return;
        }
        for (int at = DATA.length; at < size - CONTENT.length; at++) {
            if (line[at] == CONTENT[0] && begins(CONTENT, at)) {
                listener.piece();
                tokens(at + CONTENT.length);
                return;
            }
        }
    }

    /** A piece of text holds any number of tokens, and may end within one. */
    private void tokens(int from) {
        int at = from;
        while (at < size && line[at] != '"') {
            at++;
        }
        for (at++; at < size && line[at] != '"'; at++) {
            token[tokenSize++] = line[at];
            if (tokenSize == Token.LENGTH) {
                tokenSize = 0;
                listener.token(token);
            }
        }
    }

    private void event() {
        switch (name) {
            case "run" -> {
                String data = text(DATA.length);
                int at = data.indexOf(RUN_ID);
                listener.run(at < 0 ? "" : data.substring(at + RUN_ID.length(), data.indexOf('"', at + RUN_ID.length())));
            }
            case "done" -> {
                if (text(DATA.length).contains("\"status\":\"completed\"")) {
                    listener.done();
                } else {
                    listener.failed("done, but not completed", text(DATA.length));
                }
            }
            case "error" -> listener.failed("event: error", text(DATA.length));
            default -> listener.failed("event: " + name, text(DATA.length));
        }
    }

    private boolean begins(byte[] with, int at) {
        return at + with.length <= size && Arrays.equals(line, at, at + with.length, with, 0, with.length);
    }

    private String text(int from) {
        return new String(line, from, size - from, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
