package dev.confab.openai;

import dev.confab.openai.provider.Served;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An answer as it goes over the wire, the byte at which it is cut, and what comes instead of the rest. All of it follows from
 * a seed, and so does what a reader must and may make of it: that is told from the bytes alone.
 */
final class CutAnswer {

    /** How the answer's body is framed. */
    enum Framing {
        CHUNKED, LENGTH, CLOSE
    }

    /** What happens at the cut. */
    enum End {
        FIN, RST, STALL, GARBAGE, WHOLE
    }

    private static final String[] WORDS = { "servo ", "Drehmoment, ", "größer ", "模型 ", "🤖🦾 ", "\"quoted\" ",
            "back\\slash ",
            "line\nbreak ", "e\u0301 ", "data: ", "\"finish_reason\":\"stop\" ", "[DONE] " };
    private static final byte[] NEARLY = "{}[]\",:data \r\n0f".getBytes(StandardCharsets.US_ASCII);

    private final Random random;
    private final List<String> pieces = new ArrayList<>();
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    /** Where each byte of the body stands in what goes over the wire. */
    private final List<Integer> places = new ArrayList<>();
    private final String newline;
    private final Framing framing;
    private final End end;
    private final int cut;
    private final byte[] garbage;
    private final String body;
    private final String finish;

    private CutAnswer(long seed) {
        random = new Random(seed);
        // Neighbouring seeds begin alike.
        random.nextLong();
        newline = pick("\n", "\n", "\r\n", "\r");
        framing = pick(Framing.values());
        finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + pick("stop", "length")
                + "\"}]}";
        body = body();
        frame(body.getBytes(StandardCharsets.UTF_8));
        end = random.nextInt(20) == 0 ? End.WHOLE : pick(End.FIN, End.RST, End.STALL, End.GARBAGE);
        cut = end == End.WHOLE ? raw.size() : cut();
        garbage = end == End.GARBAGE ? garbage() : new byte[0];
    }

    static CutAnswer of(long seed) {
        return new CutAnswer(seed);
    }

    @SafeVarargs
    private <T> T pick(T... all) {
        return all[random.nextInt(all.length)];
    }

    private String body() {
        var all = new StringBuilder();
        if (random.nextBoolean()) {
            all.append(
                    event("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}"));
        }
        for (int count = 1 + random.nextInt(8); count > 0; count--) {
            var piece = new StringBuilder();
            for (int words = 1 + random.nextInt(5); words > 0; words--) {
                piece.append(pick(WORDS));
            }
            pieces.add(piece.toString());
            all.append(random.nextInt(4) == 0 ? ": still here" + newline + newline : "").append(event(delta(piece)));
        }
        all.append(event(finish));
        if (random.nextBoolean()) {
            all.append(event("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}"));
        }
        return all.append(random.nextInt(4) > 0 ? event("data: [DONE]") : "").toString();
    }

    private String event(String lines) {
        return lines + newline + newline;
    }

    private static String delta(CharSequence text) {
        String quoted = text.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + quoted + "\"},\"finish_reason\":null}]}";
    }

    private void frame(byte[] bytes) {
        write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nX-Request-Id: " + random.nextInt()
                + "\r\n");
        switch (framing) {
            case CHUNKED -> {
                write("Transfer-Encoding: chunked\r\n\r\n");
                for (int at = 0; at < bytes.length;) {
                    int size = Math.min(bytes.length - at, 1 + random.nextInt(200));
                    write(Integer.toHexString(size) + "\r\n");
                    place(bytes, at, size);
                    write("\r\n");
                    at += size;
                }
                write("0\r\n\r\n");
            }
            case LENGTH -> {
                write("Content-Length: " + bytes.length + "\r\n\r\n");
                place(bytes, 0, bytes.length);
            }
            case CLOSE -> {
                write("Connection: close\r\n\r\n");
                place(bytes, 0, bytes.length);
            }
        }
    }

    private void write(String text) {
        raw.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void place(byte[] bytes, int from, int size) {
        for (int at = from; at < from + size; at++) {
            places.add(raw.size());
            raw.write(bytes[at]);
        }
    }

    /** Anywhere, but every third time around the end, where a byte more or less makes the difference. */
    private int cut() {
        int all = raw.size();
        return random.nextInt(3) == 0 ? finishPlace() + random.nextInt(all - finishPlace()) : random.nextInt(all);
    }

    private byte[] garbage() {
        // More than a body of known length has left would be the begin of the next answer.
        int most = framing == Framing.LENGTH ? Math.max(0, raw.size() - 1 - Math.max(cut, places.getFirst())) : 500;
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = NEARLY[Math.floorMod(bytes[i], NEARLY.length)];
            }
        }
        if (bytes.length > 0 && cut > finishPlace() && !mayComplete()) {
            // What no JSON can have anywhere: else it might complete a finish reason that is nearly there.
            bytes[0] = 1;
        }
        return bytes;
    }

    /** Where the finish reason's event begins. */
    private int finishPlace() {
        return places.get(body.substring(0, body.indexOf(finish)).getBytes(StandardCharsets.UTF_8).length);
    }

    /** Answers so: in writes of any size, up to the cut. */
    void serve(Served to) throws IOException {
        byte[] all = raw.toByteArray();
        var writes = new Random(cut);
        for (int at = 0; at < cut;) {
            int size = Math.min(cut - at, 1 + writes.nextInt(600));
            to.raw(Arrays.copyOfRange(all, at, at + size));
            at += size;
        }
        switch (end) {
            case FIN -> to.end();
            case RST -> to.reset();
            case STALL -> to.awaitLeaving();
            case GARBAGE -> to.raw(garbage).end();
            case WHOLE -> {
                if (framing == Framing.CLOSE) {
                    to.end();
                }
            }
        }
    }

    /** How much of the body was delivered whole. */
    private String delivered() {
        int bytes = (int) places.stream().filter(place -> place < cut).count();
        return new String(body.getBytes(StandardCharsets.UTF_8), 0, bytes, StandardCharsets.UTF_8);
    }

    /** Returns whether the reason why the model ended was delivered: without it no answer is complete. */
    boolean mayComplete() {
        return delivered().contains(finish);
    }

    /** Returns whether it was delivered with the end of its event, so that the answer is complete. */
    boolean mustComplete() {
        return end != End.RST && delivered().contains(event(finish));
    }

    /** Returns the whole answer. */
    String text() {
        return String.join("", pieces);
    }

    /** Returns the text of the events that were delivered to their end. */
    String leastText() {
        String delivered = delivered();
        var text = new StringBuilder();
        int from = 0;
        for (String piece : pieces) {
            String event = event(delta(piece));
            int at = delivered.indexOf(event, from);
            if (end == End.RST || at < 0) {
                return text.toString();
            }
            text.append(piece);
            from = at + event.length();
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return framing + " of " + raw.size() + " bytes, " + end + " at " + cut + ", finish at " + finishPlace();
    }
}
