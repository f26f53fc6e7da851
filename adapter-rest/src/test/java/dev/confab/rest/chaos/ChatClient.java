package dev.confab.rest.chaos;

import dev.confab.rest.testing.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A client that does as it is told by whoever wrote the interface: what got lost is sent again with the same key, a stream
 * that broke is resumed after the last event, and what is refused for now is tried again. Notes what it was told.
 */
final class ChatClient {

    /** Longer than a server that was killed keeps others waiting for its runs. */
    static final Duration USUAL_READ = Duration.ofSeconds(45);
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final IntSupplier ports;
    private final Ledger ledger;
    private final Duration read;
    private final Duration patience;

    /** How the answer is wanted. */
    enum Manner {
        WAIT, STREAM, ASYNC
    }

    /** A message to be sent. */
    record Sending(String question, String key, Manner manner, Optional<String> session, String onBusy) {

        String body() {
            return "{\"message\": \"" + question + "\", \"on_busy\": \"" + onBusy + "\""
                    + session.map(id -> ", \"session_id\": \"" + id + "\"").orElse("") + "}";
        }

        String[] headers() {
            String keyed = "Idempotency-Key: " + key;
            return switch (manner) {
                case WAIT -> new String[] { keyed };
                case STREAM -> new String[] { keyed, "Accept: text/event-stream" };
                case ASYNC -> new String[] { keyed, "Prefer: respond-async" };
            };
        }
    }

    /**
     * @param ports    which server to ask next
     * @param read     how long to wait for the next byte of an answer
     * @param patience how long one message may take, with all that is tried again
     */
    ChatClient(IntSupplier ports, Ledger ledger, Duration read, Duration patience) {
        this.ports = ports;
        this.ledger = ledger;
        this.read = read;
        this.patience = patience;
    }

    /** Sends a message until it is known what came of it; returns its session if it was acknowledged. */
    Optional<String> send(Sending sending) {
        long until = System.nanoTime() + patience.toNanos();
        var transcript = new Transcript();
        while (System.nanoTime() < until) {
            boolean resumes = transcript.run().isPresent();
            long from = System.nanoTime();
            try (HttpCall call = resumes ? events(transcript) : post(sending)) {
                ledger.took(System.nanoTime() - from);
                transcript.connects(!resumes);
                if (call.isStream() ? read(call, sending, transcript) : concluded(call, sending, transcript)) {
                    return transcript.session();
                }
            } catch (IOException broken) {
                ledger.lost();
            }
            Pauses.of(AGAIN);
        }
        ledger.open();
        return transcript.session();
    }

    private HttpCall post(Sending sending) throws IOException {
        return new HttpCall(ports.getAsInt(), read, "POST", "/chat", Optional.of(sending.body()), sending.headers());
    }

    private HttpCall events(Transcript transcript) throws IOException {
        ledger.resumed();
        return new HttpCall(ports.getAsInt(), read, "GET", "/runs/" + transcript.run().orElseThrow() + "/events",
                Optional.empty(), "Accept: text/event-stream", "Last-Event-ID: " + transcript.position());
    }

    /** Returns whether the stream told the end of the run. */
    private boolean read(HttpCall call, Sending sending, Transcript transcript) throws IOException {
        for (Optional<HttpCall.Event> event = call.next(); event.isPresent(); event = call.next()) {
            try {
                transcript.take(event.get());
            } catch (AssertionError mistake) {
                ledger.mistake(String.valueOf(mistake.getMessage()));
                return true;
            }
            if (event.get().name().equals("run")) {
                ledger.acknowledged(sending.question(), transcript.run().orElseThrow());
            }
            if (transcript.status().isPresent()) {
                ledger.told(transcript.run().orElseThrow(), transcript.text());
                return true;
            }
        }
        return false;
    }

    /** Returns whether the answer is the last word. */
    private boolean concluded(HttpCall call, Sending sending, Transcript transcript) throws IOException {
        JsonValue body = call.json();
        String code = body.has("code") ? body.at("code").text() : "";
        return switch (code) {
            case "" -> {
                acknowledge(body, sending, transcript);
                if (call.status() == 200) {
                    ledger.told(body.at("run_id").text(), body.at("response").text());
                }
                yield true;
            }
            case "session_busy" -> {
                ledger.refused(sending.question());
                yield true;
            }
            case "run_interrupted", "run_lost" -> {
                acknowledge(body, sending, transcript);
                ledger.told(body.at("run_id").text(), "");
                yield true;
            }
            case "store_unavailable", "overloaded", "stopping", "model_away" -> false;
            default -> {
                ledger.mistake(call.status() + " " + code + ": " + body.at("detail").text());
                yield true;
            }
        };
    }

    private void acknowledge(JsonValue body, Sending sending, Transcript transcript) {
        ledger.acknowledged(sending.question(), body.at("run_id").text());
        transcript.isOf(body);
    }
}
