package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.faults.Direction;
import dev.confab.application.faults.FaultProxy;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.http.PhaseLimits;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.StandInProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many clients that never rest, and a provider that dies and comes back: it hears little of them while it is away. */
@Timeout(60)
class OutageUnderLoadTest {

    private static final int CLIENTS = 50;
    private static final Duration WAIT = Duration.ofMillis(300);
    private static final BreakerRules RULES = new BreakerRules(Duration.ofSeconds(30), 100, 10, 0.5, WAIT, 3,
            Duration.ofMillis(100));
    private static final PhaseLimits LIMITS = new PhaseLimits(Duration.ofSeconds(2), Duration.ofSeconds(1),
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(20));
    private static final int WAITS = 3;

    /** How a provider dies, and how it comes back. */
    enum Death {
        ERRORS, RESETS, SILENCE;

        void begin(StandInProvider provider, FaultProxy proxy) {
            switch (this) {
                case ERRORS -> provider.always(Behaviours.error(503, ""));
                case RESETS -> proxy.resetAfter(Direction.TO_SERVER, 0).reset();
                case SILENCE -> proxy.stall();
            }
        }

        void end(StandInProvider provider, FaultProxy proxy) {
            provider.always(Behaviours.says("back"));
            proxy.heal();
        }
    }

    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger attemptsFailed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean over;

    @ParameterizedTest
    @EnumSource
    void provider_thatDiesUnderLoad_isLeftAloneAndUsedAgainInTime(Death death) throws Exception {
        try (StandInProvider provider = StandInProvider.start();
                FaultProxy proxy = FaultProxy.to(provider.port());
                OpenAiLlmGateway gateway = gateway(proxy.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                threads.execute(() -> callOn(gateway));
            }
            try {
                dieAndComeBack(death, provider, proxy, gateway);
            } finally {
                over = true;
            }
        }
    }

    private void dieAndComeBack(Death death, StandInProvider provider, FaultProxy proxy, OpenAiLlmGateway gateway)
            throws InterruptedException {
        await(() -> completed.get() > 500);
        death.begin(provider, proxy);
        await(() -> gateway.outage().isPresent());
        // Half of the last hundred, and what was on its way by then.
        int untilOpen = attemptsFailed.get();
        assertTrue(untilOpen <= 50 + CLIENTS, () -> untilOpen + " attempts until it opened");

        int refusedBefore = refused.get();
        for (int wait = 0; wait < WAITS; wait++) {
            await(() -> gateway.outage().isEmpty());
            await(() -> gateway.outage().isPresent());
        }
        int since = attemptsFailed.get() - untilOpen;
        assertTrue(since <= CLIENTS + WAITS * RULES.trials(), () -> since + " attempts reached a dead provider");
        assertTrue(refused.get() > refusedBefore + CLIENTS);

        Duration rest = gateway.outage().flatMap(LlmFault::retryAfter).orElse(Duration.ZERO);
        int before = completed.get();
        death.end(provider, proxy);
        long back = System.nanoTime();
        await(() -> completed.get() > before);
        Duration late = Duration.ofNanos(System.nanoTime() - back).minus(rest);
        assertTrue(late.compareTo(Duration.ofSeconds(1)) < 0, () -> "used again " + late + " after the wait");
        await(() -> completed.get() > before + 500);
        assertEquals(Optional.empty(), gateway.outage());
    }

    private OpenAiLlmGateway gateway(int port) {
        return OpenAiLlmGateway
                .builder(ModelSettings.at(URI.create("http://127.0.0.1:" + port + "/v1"), "m").withLimits(LIMITS))
                .breaking(RULES)
                .build();
    }

    private void callOn(OpenAiLlmGateway gateway) {
        try {
            while (!over) {
                try (ReplyStream reply = gateway.open(GatewayFixture.call("Are you there?"))) {
                    ReplyEvent event;
                    do {
                        event = reply.next();
                        count(event);
                    } while (!(event instanceof ReplyEvent.End));
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(ReplyEvent event) {
        switch (event) {
            case ReplyEvent.Completed well -> completed.incrementAndGet();
            case ReplyEvent.Retrying again -> attemptsFailed.incrementAndGet();
            case ReplyEvent.Failed failed -> {
                boolean asked = !String.valueOf(failed.fault().getMessage()).contains("is not asked");
                (asked ? attemptsFailed : refused).incrementAndGet();
            }
            case ReplyEvent.Delta text -> {}
            case ReplyEvent.Cancelled never -> throw new AssertionError("nobody cancels");
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
