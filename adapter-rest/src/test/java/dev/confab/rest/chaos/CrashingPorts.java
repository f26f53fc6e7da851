package dev.confab.rest.chaos;

import dev.confab.application.Confab;
import dev.confab.application.run.RunSettings;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a server of these tests has in its ports' place: they end the process, at the point that its properties name. */
final class CrashingPorts {

    static final String POINT = "confab.crash.point";
    static final String NTH = "confab.crash.nth";
    static final String LEASE = "confab.test.lease-millis";

    private static final int HEARTBEATS = 6;
    private static final Duration SOON = Duration.ofMillis(10);

    private CrashingPorts() {}

    /** What is given up, and when: a lease that tests can wait for. */
    @Singleton
    @Requires(property = LEASE)
    static final class ShortLease implements BeanCreatedEventListener<RunSettings> {

        private final Duration lease;

        ShortLease(@Property(name = LEASE) long millis) {
            lease = Duration.ofMillis(millis);
        }

        @Override
        public RunSettings onCreated(BeanCreatedEvent<RunSettings> event) {
            RunSettings usual = event.getBean();
            Duration beat = lease.dividedBy(HEARTBEATS);
            return new RunSettings(usual.maxLive(), usual.maxWaiting(), lease, beat, beat, usual.awake());
        }
    }

    @Singleton
    @Requires(property = POINT)
    static final class Sessions implements BeanCreatedEventListener<SessionStore> {

        private final CrashPoint point;
        private final int nth;

        Sessions(@Property(name = POINT) CrashPoint point, @Property(name = NTH) int nth) {
            this.point = point;
            this.nth = nth;
        }

        @Override
        public SessionStore onCreated(BeanCreatedEvent<SessionStore> event) {
            return point.guard(SessionStore.class, event.getBean(), nth);
        }
    }

    @Singleton
    @Requires(property = POINT)
    static final class Runs implements BeanCreatedEventListener<RunStore> {

        private final CrashPoint point;
        private final int nth;
        private final BeanProvider<Confab> confab;
        private final AtomicBoolean stopped = new AtomicBoolean();

        Runs(@Property(name = POINT) CrashPoint point, @Property(name = NTH) int nth, BeanProvider<Confab> confab) {
            this.point = point;
            this.nth = nth;
            this.confab = confab;
        }

        @Override
        public RunStore onCreated(BeanCreatedEvent<RunStore> event) {
            RunStore guarded = point.guard(RunStore.class, event.getBean(), nth);
            return point.isOfStopping() ? new StoppingRuns(guarded, this::stop).asStore() : guarded;
        }

        private void stop() {
            if (stopped.compareAndSet(false, true)) {
                Thread.ofVirtual().start(() -> confab.get().stop(SOON));
            }
        }
    }

    /** A store at whose first heartbeat something happens. */
    private record StoppingRuns(RunStore real, Runnable atHeartbeat) {

        RunStore asStore() {
            return (RunStore) Proxy.newProxyInstance(RunStore.class.getClassLoader(),
                    new Class<?>[] { RunStore.class }, (proxy, method, arguments) -> {
                        if (method.getName().equals("heartbeat")) {
                            atHeartbeat.run();
                        }
                        return CrashPoint.invoke(method, real, arguments);
                    });
        }
    }

    @Singleton
    @Requires(property = POINT)
    static final class Model implements BeanCreatedEventListener<LlmGateway> {

        private final CrashPoint point;
        private final int nth;

        Model(@Property(name = POINT) CrashPoint point, @Property(name = NTH) int nth) {
            this.point = point;
            this.nth = nth;
        }

        @Override
        public LlmGateway onCreated(BeanCreatedEvent<LlmGateway> event) {
            LlmGateway real = event.getBean();
            LlmGateway reading = point == CrashPoint.AFTER_FIRST_DELTA ? new Reading(real, point) : real;
            return point.guard(LlmGateway.class, reading, nth);
        }
    }

    /** A model whose replies end the process when their first piece is there. */
    private record Reading(LlmGateway real, CrashPoint point) implements LlmGateway {

        @Override
        public ReplyStream open(ModelCall call) {
            return point.guard(ReplyStream.class, real.open(call), 1);
        }

        @Override
        public ModelProfile profile() {
            return real.profile();
        }
    }
}
