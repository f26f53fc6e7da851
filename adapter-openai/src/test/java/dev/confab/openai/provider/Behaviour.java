package dev.confab.openai.provider;

import java.io.IOException;

/** What a {@link StandInProvider} does with one request. */
@FunctionalInterface
public interface Behaviour {

    /** Answers, or does not. When it returns without having closed the connection, the next request is awaited. */
    void answer(Served to) throws IOException, InterruptedException;
}
