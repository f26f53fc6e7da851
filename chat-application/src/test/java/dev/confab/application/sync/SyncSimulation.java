package dev.confab.application.sync;

import dev.confab.domain.session.OfflineChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Several devices that make, name and delete sessions and messages while they are away, over a network that loses requests
 * and replies, and delivers batches again later and in another order; meanwhile a model is asked on the server. In the end
 * all copies have to be the same as what is stored, and that has to be what the server said it had stored.
 */
public final class SyncSimulation {

    private static final int DEVICES = 3;
    private static final int LAST_ROUNDS = 200;

    private final SyncRemote remote;
    private final long seed;
    private final Ledger ledger = new Ledger();
    private final List<List<OfflineChange>> delayed = Collections.synchronizedList(new ArrayList<>());

    public SyncSimulation(SyncRemote remote, long seed) {
        this.remote = remote;
        this.seed = seed;
    }

    static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("broken: " + promise);
        }
    }

    /** Has devices take their steps one after the other; returns whether enough happened to prove anything. */
    public boolean run(int steps) {
        var random = new Random(seed);
        List<OfflineDevice> devices = devices();
        try {
            for (int step = 0; step < steps; step++) {
                step(devices.get(random.nextInt(DEVICES)), random, step);
            }
            end(devices);
        } catch (AssertionError broken) {
            throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
        }
        return ledger.isEventful();
    }

    /** The same with all devices at once. */
    public boolean runAtOnce(int steps) throws Exception {
        List<OfflineDevice> devices = devices();
        var work = new ArrayList<Callable<Boolean>>();
        for (int at = 0; at < DEVICES; at++) {
            OfflineDevice device = devices.get(at);
            var random = new Random(seed * DEVICES + at);
            int first = at * steps;
            work.add(() -> {
                for (int step = first; step < first + steps; step++) {
                    step(device, random, step);
                }
                return true;
            });
        }
        try (var pool = Executors.newFixedThreadPool(DEVICES)) {
            for (Future<Boolean> done : pool.invokeAll(work)) {
                require(done.get(), "all devices come to an end");
            }
        }
        end(devices);
        return ledger.isEventful();
    }

    /** The last one only looks on. */
    private List<OfflineDevice> devices() {
        var devices = new ArrayList<OfflineDevice>();
        for (int at = 0; at <= DEVICES; at++) {
            devices.add(new OfflineDevice("device " + at, new Random(seed * 31 + at)));
        }
        return devices;
    }

    private void step(OfflineDevice device, Random random, int step) {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> device.act();
            case 5, 6 -> send(device, random);
            case 7 -> {
                boolean unused = device.pull(remote, 1 + random.nextInt(4));
            }
            case 8 -> deliverLate(random);
            default -> {
                if (random.nextInt(3) == 0) {
                    remote.answer();
                } else {
                    remote.ask(device.anySession().filter(any -> random.nextInt(4) > 0),
                            "question " + seed + " " + step,
                            random.nextInt(3) == 0);
                }
            }
        }
    }

    private void send(OfflineDevice device, Random random) {
        if (device.pending().isEmpty()) {
            return;
        }
        List<OfflineChange> batch = List
                .copyOf(device.pending().subList(0, 1 + random.nextInt(device.pending().size())));
        switch (random.nextInt(5)) {
            // The request is lost.
            case 0 -> {}
            // The reply is lost.
            case 1 -> deliver(batch);
            // The request arrives much later, when the device has sent it again.
            case 2 -> delayed.add(batch);
            default -> {
                if (random.nextInt(3) == 0) {
                    delayed.add(batch);
                }
                device.take(batch, deliver(batch));
            }
        }
    }

    private List<SyncRemote.Told> deliver(List<OfflineChange> batch) {
        List<SyncRemote.Told> told = remote.send(batch);
        ledger.note(batch, told);
        return told;
    }

    /** Some old batch arrives, all of it or a part, perhaps in another order. */
    private void deliverLate(Random random) {
        List<OfflineChange> batch;
        synchronized (delayed) {
            if (delayed.isEmpty()) {
                return;
            }
            batch = new ArrayList<>(delayed.get(random.nextInt(delayed.size())));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(batch, random);
        }
        deliver(List.copyOf(batch.subList(0, 1 + random.nextInt(batch.size()))));
    }

    private void end(List<OfflineDevice> devices) {
        remote.answer();
        for (List<OfflineChange> batch : List.copyOf(delayed)) {
            deliver(batch);
        }
        for (OfflineDevice device : devices) {
            for (int round = 0; !device.pending().isEmpty(); round++) {
                require(round < LAST_ROUNDS, "what was done offline is taken in the end");
                List<OfflineChange> batch = List.copyOf(device.pending());
                device.take(batch, deliver(batch));
            }
        }
        // Once more all that ever was delayed, now that everything is over.
        for (List<OfflineChange> batch : List.copyOf(delayed)) {
            deliver(batch);
        }
        var fresh = new OfflineDevice("fresh", new Random(seed));
        pullAll(fresh, 50);
        ledger.check(fresh.sessions(), fresh.messages());
        for (OfflineDevice device : devices) {
            pullAll(device, 3);
            require(device.sessions().equals(fresh.sessions()), "all copies have the same sessions");
            require(device.messages().equals(fresh.messages()), "all copies have the same messages");
        }
    }

    private void pullAll(OfflineDevice device, int limit) {
        boolean more = true;
        while (more) {
            more = device.pull(remote, limit);
        }
    }
}
