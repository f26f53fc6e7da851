package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.run.RunRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Replicas and clients that share one store, on a virtual clock, with all that chance can do to them: crashes, pauses
 * longer than a lease, commands that are lost, late or doubled, replies that are lost, a store that forgets its log. Then
 * it becomes calm, and everything has to come to an end. One seed is one story; it is told again exactly.
 */
final class Simulation {

    /** What is promised for the time after the last disturbance. */
    static final long SETTLED = 20_000;

    private static final long TIMEOUT = 500;
    private static final long PATIENCE = 400_000;

    /** What came of one seed. */
    record Outcome(long seed, long trace, int commands, int disturbances, Map<String, Integer> heard) {}

    private record Event(long at, int ordinal, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Integer.compare(ordinal, other.ordinal);
        }
    }

    final SplittableRandom random;
    final Owner owner = new Owner("owner");
    final StoreAudit store;
    final long calmAt;
    private final long seed;
    private final int trouble;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private long now;
    private long identities;
    private int ordinal;
    private int storeLife;
    private int disturbances;

    Simulation(long seed, RunRules rules) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.trouble = random.nextInt(4);
        this.calmAt = 5_000L + random.nextInt(25_000);
        var memory = new InMemorySessionStore(() -> Instant.ofEpochMilli(now), this::identity, rules,
                KnownDocuments.NONE, KnownAssistants.NONE);
        this.store = new StoreAudit(memory, this);
    }

    /** @throws Violation if a promise was broken; it names the seed */
    Outcome run() {
        try {
            begin();
            work(calmAt + SETTLED, false);
            store.requireSettled(replicas);
            work(calmAt + PATIENCE, true);
            store.requireEnd();
            clients.forEach(SimulatedClient::requireEnd);
            return new Outcome(seed, store.trace(), store.commands(), disturbances, store.heard());
        } catch (RuntimeException broken) {
            throw new Violation("seed " + seed + " at " + now + " ms: " + broken, broken);
        }
    }

    private void begin() {
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            replicas.add(new SimulatedReplica(this));
        }
        clients.add(new SimulatedClient(this));
        if (random.nextInt(3) == 0) {
            clients.add(new SimulatedClient(this));
        }
        replicas.forEach(SimulatedReplica::start);
        clients.forEach(SimulatedClient::start);
        if (trouble > 1) {
            for (int i = random.nextInt(8); i >= 0; i--) {
                at(random.nextLong(calmAt), this::disturb);
            }
        }
        at(calmAt, () -> {
            if (replicas.stream().noneMatch(SimulatedReplica::isAlive)) {
                replicas.getFirst().restart();
            }
        });
    }

    private void disturb() {
        disturbances++;
        SimulatedReplica one = replicas.get(random.nextInt(replicas.size()));
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> one.crash();
            case 3, 4, 5 -> one.pauseFor(random.nextInt(3) == 0 ? 1_000 : 12_000 + random.nextInt(8_000));
            case 6 -> one.leaveAfter(random.nextBoolean() ? 0 : random.nextInt(20_000));
            default -> {
                storeLife++;
                store.loseText();
            }
        }
    }

    private void work(long until, boolean untilDone) {
        while (!events.isEmpty() && events.peek().at() <= until && !(untilDone && store.isDone())) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
        }
        if (!untilDone) {
            now = until;
        }
    }

    long now() {
        return now;
    }

    boolean isCalm() {
        return now >= calmAt;
    }

    UUID identity() {
        return new UUID(0x7000L, ++identities);
    }

    SimulatedReplica anyReplica() {
        return replicas.get(random.nextInt(replicas.size()));
    }

    void at(long time, Runnable what) {
        events.add(new Event(Math.max(time, now), ordinal++, what));
    }

    void after(long delay, Runnable what) {
        at(now + delay, what);
    }

    private boolean chance(int percent) {
        return trouble > 0 && !isCalm() && random.nextInt(100) < percent;
    }

    /** Says something to the store over a network, and hears what came of it, or nothing in time. */
    <T> void call(Supplier<T> command, Consumer<T> onReply, Runnable onFault) {
        long there = 1L + random.nextInt(12);
        if (chance(3)) {
            disturbances++;
            after(TIMEOUT, onFault);
        } else if (chance(3)) {
            disturbances++;
            unheard(now + there, command);
            after(TIMEOUT, onFault);
        } else if (chance(3)) {
            disturbances++;
            unheard(now + random.nextInt(14_000), command);
            after(TIMEOUT, onFault);
        } else {
            if (chance(3)) {
                disturbances++;
                unheard(now + there + random.nextInt(5_000), command);
            }
            long back = 1L + random.nextInt(12);
            int life = storeLife;
            after(there, () -> {
                if (life == storeLife) {
                    T reply = command.get();
                    after(back, () -> onReply.accept(reply));
                } else {
                    onFault.run();
                }
            });
        }
    }

    /** A command whose reply nobody gets. It does not outlive the store that it was on its way to. */
    private void unheard(long at, Supplier<?> command) {
        int life = storeLife;
        at(Math.min(calmAt, at), () -> {
            if (life == storeLife) {
                Object unused = command.get();
            }
        });
    }

    /** A promise was broken. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what);
        }

        Violation(String what, Throwable cause) {
            super(what, cause);
        }
    }

    static void require(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new Violation(what.get());
        }
    }
}
