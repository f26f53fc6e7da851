package dev.confab.rest.chaos;

import dev.confab.rest.testing.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client has of one run, over all its connections. For one thread. */
final class Transcript {

    private final StringBuilder text = new StringBuilder();
    private @Nullable String run;
    private @Nullable String session;
    private @Nullable String status;
    private int connections;

    /** A connection begins that tells the text from the beginning, or from where the last one ended. */
    void connects(boolean anew) {
        connections++;
        if (anew) {
            text.setLength(0);
        }
    }

    /** Takes the next event. Text that does not follow what is there already is a mistake of the server. */
    void take(HttpCall.Event event) {
        switch (event.name()) {
            case "" -> {
                text.append(event.json().at("content").text());
                if (text.length() != Integer.parseInt(event.id())) {
                    throw new AssertionError(
                            "run " + run + ": text that ends at " + event.id() + " came to a client with "
                                    + text.length() + " characters");
                }
            }
            case "run" -> isOf(event.json());
            case "done" -> status = event.json().at("status").text();
            case "error" -> status = event.json().at("code").text();
            default -> {
                // An attempt, a citation.
            }
        }
    }

    /** The run and its session, as whatever answer tells them. */
    void isOf(JsonValue answer) {
        run = answer.at("run_id").text();
        session = answer.at("session_id").text();
    }

    Optional<String> run() {
        return Optional.ofNullable(run);
    }

    Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /** Returns how the run ended, once that was told. */
    Optional<String> status() {
        return Optional.ofNullable(status);
    }

    /** Returns the id to resume after. */
    int position() {
        return text.length();
    }

    int connections() {
        return connections;
    }

    String text() {
        return text.toString();
    }
}
