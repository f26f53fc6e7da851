package dev.confab.postgres.embedded;

import java.io.IOException;

/** Signals that Java itself cannot send. */
final class Signals {

    private Signals() {}

    /** Sends a signal to a process, which may be gone already. Does not wait. */
    static void send(String signal, long pid) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "signal", signal, Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getOutputStream()
                .close();
    }
}
