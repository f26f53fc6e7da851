package dev.confab.rest.start;

import dev.confab.rest.log.Logs;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be brought down again, and in which order. */
final class Running implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    /** Turns that take longer stay open; their runs are taken up or ended later, when their leases are over. */
    private static final long GRACE_SECONDS = 10;

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

    /** Takes no new requests, lets those at work finish for a while, then stops everything. */
    @Override
    public void close() {
        if (serving) {
            LOG.info("stopping");
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
