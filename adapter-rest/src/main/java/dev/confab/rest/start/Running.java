package dev.confab.rest.start;

import dev.confab.application.Confab;
import dev.confab.rest.log.Logs;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be brought down again, and in which order. */
final class Running implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    /** For how long runs may go on to their own end; those that do not are handed over. */
    private static final Duration RUNS = Duration.ofSeconds(20);
    /** And then the requests that tell of them. */
    private static final long GRACE_SECONDS = 5;

    private final ApplicationContext context;
    private final Logs logs;
    private final Optional<TrainingHome> home;
    private volatile boolean serving;

    Running(ApplicationContext context, Logs logs, Optional<TrainingHome> home) {
        this.context = context;
        this.logs = logs;
        this.home = home;
    }

    ApplicationContext context() {
        return context;
    }

    /** From now on there may be requests at work. */
    void serves() {
        serving = true;
    }

    /**
     * Refuses new turns and sends streams elsewhere, lets runs and then requests finish for a while, hands over the runs
     * that do not, then stops everything: within half a minute.
     */
    @Override
    public void close() {
        if (serving) {
            LOG.info("stopping");
            if (!context.getBean(Confab.class).stop(RUNS)) {
                LOG.warn("runs were handed over, because they did not end in time");
            }
            letFinish();
        }
        context.close();
        home.ifPresent(TrainingHome::remove);
        logs.close();
    }

    private void letFinish() {
        try {
            context.getBean(GracefulShutdownManager.class)
                    .shutdownGracefully()
                    .toCompletableFuture()
                    .get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            LOG.warn("requests were still at work after {} s", GRACE_SECONDS);
        } catch (ExecutionException fault) {
            LOG.atWarn().setCause(fault).log("requests could not be waited for");
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
