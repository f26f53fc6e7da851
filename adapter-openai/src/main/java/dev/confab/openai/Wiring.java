package dev.confab.openai;

import dev.confab.openai.ModelSettings.AnswerLimitName;
import dev.confab.openai.http.ConnectionPool;
import dev.confab.openai.http.PhaseLimits;
import dev.confab.openai.http.ProviderHttpClient;
import dev.confab.openai.http.Watchdog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * What all calls of a gateway share.
 *
 * @param model    makes requests and reads events
 * @param client   hands over what the model would send
 * @param pool     the connections to the provider
 * @param watchdog ends what takes too long
 * @param limits   how long each phase may take
 * @param retries  whether a failed call is made again
 * @param pause    waits between attempts
 * @param breakers keep attempts from a model that is away
 * @param limitName what the provider calls the limit on an answer
 * @param clock    tells the date, for dates that a provider names
 */
record Wiring(OpenAiStreamingChatModel model, ProviderHttpClient client, ConnectionPool pool, Watchdog watchdog,
        PhaseLimits limits, RetryPolicy retries, Pause pause, Breakers breakers,
        AnswerLimitName limitName, InstantSource clock) {

    /** How a thread waits between attempts: for real, or in a test not at all. */
    @FunctionalInterface
    interface Pause {

        /** Waits for so long, or until the latch opens. */
        void of(Duration time, CountDownLatch closing) throws InterruptedException;
    }
}
