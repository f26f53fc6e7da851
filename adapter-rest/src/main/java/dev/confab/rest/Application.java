package dev.confab.rest;

import dev.confab.rest.start.Launch;
import dev.confab.rest.start.TokenCommand;
import java.nio.file.Path;
import java.util.Arrays;

/** The server as a program, and what an operator does beside it. */
public final class Application {

    private Application() {}

    /**
     * Starts the server, or says in one line on the error stream why it cannot and ends with status 1. With {@code token} as
     * the first argument it makes, lists or revokes tokens instead.
     */
    public static void main(String[] args) {
        int status = args.length > 0 && args[0].equals("token")
                ? new TokenCommand(System.getenv(), Path.of(""), System.out, System.err)
                        .run(Arrays.copyOfRange(args, 1, args.length))
                : new Launch(System.getenv(), Path.of(""), System.out, System.err).run(args);
        if (status != Launch.SERVING) {
            System.exit(status);
        }
    }
}
