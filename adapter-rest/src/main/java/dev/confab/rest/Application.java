package dev.confab.rest;

import dev.confab.rest.start.Launch;
import java.nio.file.Path;

/** The server as a program. */
public final class Application {

    private Application() {}

    /** Starts the server, or says in one line on the error stream why it cannot and ends with status 1. */
    public static void main(String[] args) {
        int status = new Launch(System.getenv(), Path.of(""), System.out, System.err).run(args);
        if (status != Launch.SERVING) {
            System.exit(status);
        }
    }
}
