import java.nio.ByteBuffer;

/** One answer of a {@link PacedProvider}: what is to be said next, and when. */
final class PacedStream implements Comparable<PacedStream> {

    static final byte[] HEAD = ProviderConnections.ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");

    private static final String PLACE = "t".repeat(Token.LENGTH);
    private static final byte[] TOKEN = event(
            FakeProvider.chunk("\"delta\":{\"content\":\"" + PLACE + "\"},\"finish_reason\":null", "null"));
    private static final int TOKEN_AT = new String(TOKEN, java.nio.charset.StandardCharsets.US_ASCII).indexOf(PLACE);
    private static final byte[] FIRST = event(FakeProvider.chunk(
            "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null", "null"));
    /** The golden section spreads any number of beginnings evenly. */
    private static final double SPREAD = 0.6180339887498949;

    final ProviderConnections.Connection connection;
    private final Pace pace;
    private final byte[] token = new byte[Token.LENGTH];
    private long start;
    private int number;
    private boolean hangs;

    PacedStream(ProviderConnections.Connection connection, Pace pace, long now, long ordinal) {
        this.connection = connection;
        this.pace = pace;
        this.start = now + (long) (pace.gapNanos() * (ordinal * SPREAD % 1));
        this.hangs = pace.hangAt() == 0;
    }

    /** Returns when the next token is due, by {@link System#nanoTime}. */
    long due() {
        return start + number * pace.gapNanos();
    }

    /** Returns whether what comes next is a token, and not the end. */
    boolean isSpeaking() {
        return number < pace.tokens();
    }

    boolean hasEnded() {
        return number > pace.tokens();
    }

    /** Returns whether it waits to be released. */
    boolean hangs() {
        return hangs;
    }

    /** It is released: the next token is due then. */
    void goOn(long due) {
        hangs = false;
        start = due - number * pace.gapNanos();
    }

    /** Writes the next token, or the end behind the last one. */
    void next(ByteBuffer out, long now) {
        if (number == 0) {
            out.put(FIRST);
        }
        if (isSpeaking()) {
            Token.write(token, 0, number, now);
            out.put(TOKEN, 0, TOKEN_AT).put(token)
                    .put(TOKEN, TOKEN_AT + Token.LENGTH, TOKEN.length - TOKEN_AT - Token.LENGTH);
        } else {
            out.put(end(pace.tokens()));
        }
        number++;
        hangs = number == pace.hangAt();
    }

    @Override
    public int compareTo(PacedStream other) {
        return Long.compare(due() - other.due(), 0);
    }

    private static byte[] end(int tokens) {
        var out = new StringBuilder();
        FakeProvider.event(out, FakeProvider.chunk("\"delta\":{},\"finish_reason\":\"stop\"", "null"));
        FakeProvider.event(out, "{\"id\":\"chatcmpl-benchmark\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1700000000,\"model\":\"fake-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":412,"
                + "\"completion_tokens\":" + tokens + ",\"total_tokens\":" + (412 + tokens) + "}}");
        FakeProvider.event(out, "[DONE]");
        return ProviderConnections.ascii(out.append("0\r\n\r\n").toString());
    }

    private static byte[] event(String data) {
        var out = new StringBuilder();
        FakeProvider.event(out, data);
        return ProviderConnections.ascii(out.toString());
    }
}
