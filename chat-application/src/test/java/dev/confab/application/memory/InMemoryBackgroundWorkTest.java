package dev.confab.application.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.application.contract.BackgroundWorkContract;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryBackgroundWorkTest extends BackgroundWorkContract {

    @Override
    protected BackgroundWork work(Backoff backoff) {
        return new InMemoryBackgroundWork(InstantSource.system(), backoff, 2);
    }

    @Test
    void forgetting_comesAgainTheNextDay() throws Exception {
        var now = new AtomicReference<>(Instant.parse("2026-12-01T00:00:00Z"));
        var worker = new Recorder();
        BackgroundWork work = begin(new InMemoryBackgroundWork(now::get, Backoff.DEFAULT, 2), worker);
        work.recover(true);
        await(() -> worker.calls().size() == 1);

        now.set(now.get().plus(Duration.ofDays(1)));
        // Something else wakes it, which does not wait for the day with the clock of the test.
        await(() -> {
            work.recover(true);
            return worker.calls().size() == 2;
        });
        assertEquals("forget", worker.calls().getLast().what());
    }
}
