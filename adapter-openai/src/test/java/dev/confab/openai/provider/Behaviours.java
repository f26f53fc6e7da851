package dev.confab.openai.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Behaviours of a {@link StandInProvider} that read as sentences. */
public final class Behaviours {

    private static final String[] STREAM = { "Content-Type: text/event-stream", "Transfer-Encoding: chunked" };

    private Behaviours() {}

    /** Answers well, in these pieces, with a finish reason, usage (12 and 3 tokens) and the end mark; all in one write. */
    public static Behaviour says(String... pieces) {
        byte[] answer = answer(pieces);
        return to -> to.raw(answer);
    }

    /** Answers well, more than once, all in one write: only the first of these answers was asked for. */
    public static Behaviour saysAtOnce(int times, String... pieces) {
        byte[] answer = answer(pieces);
        var answers = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            answers.writeBytes(answer);
        }
        return to -> to.raw(answers.toByteArray());
    }

    /** Answers well, one piece at a time. */
    public static Behaviour saysSlowly(long pauseMillis, String... pieces) {
        return to -> {
            begin(to);
            for (String piece : pieces) {
                Thread.sleep(pauseMillis);
                to.chunk(event(delta(piece)));
            }
            to.chunk(event(finish("stop")) + event(usage()) + event("[DONE]")).lastChunk();
        };
    }

    /** Answers with these events' data, whatever it is, and ends the body in good order. */
    public static Behaviour streams(String... data) {
        return to -> {
            begin(to);
            for (String one : data) {
                to.chunk(event(one));
            }
            to.lastChunk();
        };
    }

    /** Answers with these bytes as the stream's body. */
    public static Behaviour streamsRaw(String body) {
        return to -> begin(to).chunk(body).lastChunk();
    }

    /** Answers with a status and a body. */
    public static Behaviour status(int status, String contentType, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return to -> {
            String[] all = new String[headers.length + 2];
            System.arraycopy(headers, 0, all, 2, headers.length);
            all[0] = "Content-Type: " + contentType;
            all[1] = "Content-Length: " + bytes.length;
            to.head(status, all).raw(bytes);
        };
    }

    /** Answers with a status and an error object as OpenAI writes them. */
    public static Behaviour error(int status, String code, String... headers) {
        return status(status, "application/json",
                "{\"error\":{\"message\":\"secret words of the provider\",\"type\":\"some_error\",\"param\":null,\"code\":\""
                        + code + "\"}}",
                headers);
    }

    /** Never answers. */
    public static Behaviour hangs() {
        return Served::awaitLeaving;
    }

    /** Begins a stream, says these pieces, and then nothing more. */
    public static Behaviour hangsAfter(String... pieces) {
        return to -> {
            begin(to);
            for (String piece : pieces) {
                to.chunk(event(delta(piece)));
            }
            to.awaitLeaving();
        };
    }

    /** Says these pieces and ends the connection within the body. */
    public static Behaviour cutsAfter(String... pieces) {
        return to -> {
            begin(to);
            for (String piece : pieces) {
                to.chunk(event(delta(piece)));
            }
            to.end();
        };
    }

    /** Says these pieces and breaks the connection. */
    public static Behaviour resetsAfter(String... pieces) {
        return to -> {
            begin(to);
            for (String piece : pieces) {
                to.chunk(event(delta(piece)));
            }
            // The bytes before a reset may be lost on their way: give them time to be read.
            Thread.sleep(50);
            to.reset();
        };
    }

    /** Breaks the connection without a word. */
    public static Behaviour resets() {
        return Served::reset;
    }

    /** Writes the head of a good stream. */
    public static Served begin(Served to) throws java.io.IOException {
        return to.head(200, STREAM);
    }

    /** Returns the data of an event that carries text. */
    public static String delta(String text) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":" + quoted(text) + "},\"finish_reason\":null}]}";
    }

    /** Returns the data of the event that ends an answer. */
    public static String finish(String reason) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    /** Returns the data of the event that tells usage: 12 tokens of prompt and 3 of answer. */
    public static String usage() {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":"
                + "{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15}}";
    }

    /** Returns an event with this data. */
    public static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static byte[] answer(String... pieces) {
        var answer = new ByteArrayOutputStream();
        answer.writeBytes(Served.headText(200, STREAM).getBytes(StandardCharsets.US_ASCII));
        for (String piece : pieces) {
            answer.writeBytes(Served.chunkBytes(event(delta(piece)).getBytes(StandardCharsets.UTF_8)));
        }
        answer.writeBytes(Served.chunkBytes(
                (event(finish("stop")) + event(usage()) + event("[DONE]")).getBytes(StandardCharsets.UTF_8)));
        answer.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return answer.toByteArray();
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit == '"' || unit == '\\') {
                json.append('\\').append(unit);
            } else if (unit < ' ' || Character.isSurrogate(unit)) {
                json.append(String.format("\\u%04x", (int) unit));
            } else {
                json.append(unit);
            }
        }
        return json.append('"').toString();
    }
}
