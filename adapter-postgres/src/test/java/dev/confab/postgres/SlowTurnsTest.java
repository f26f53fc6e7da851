package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.zaxxer.hikari.HikariDataSource;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SlowTurnsTest {

    private static final int TURNS = 200;

    @Test
    void turns_thatWaitForAModel_holdNoConnection() throws Exception {
        try (ApplicationContext beans = SharedDatabase.beans(SharedDatabase.server().url(), "database.pool-size",
                "2")) {
            SessionStore store = beans.getBean(SessionStore.class);
            var pool = assertInstanceOf(HikariDataSource.class, beans.getBean(Database.class).connections());
            var owner = new Owner("ada");
            var allOpen = new CountDownLatch(TURNS);
            var modelsAnswer = new CountDownLatch(1);
            var turns = new ArrayList<Callable<TurnClosing>>();
            for (int i = 0; i < TURNS; i++) {
                turns.add(() -> {
                    var opened = assertInstanceOf(TurnOpening.Opened.class,
                            store.openTurn(owner, Ask.asking("question").turn()));
                    allOpen.countDown();
                    modelsAnswer.await();
                    return store.closeTurn(owner, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
                });
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var running = turns.stream().map(threads::submit).toList();
                allOpen.await();
                assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
                modelsAnswer.countDown();
                for (Future<TurnClosing> closing : running) {
                    assertInstanceOf(TurnClosing.Closed.class, closing.get());
                }
            }
            assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
        }
    }
}
