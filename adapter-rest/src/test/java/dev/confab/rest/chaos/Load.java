package dev.confab.rest.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Clients that talk all the time: some wait, some watch, some walk away; each in its own session or in one of all. */
final class Load implements AutoCloseable {

    private static final List<String> ON_BUSY = List.of("interrupt", "enqueue", "reject");
    private static final List<ChatClient.Manner> MANNERS = List.of(ChatClient.Manner.values());
    private static final int SHARED = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BREATH = Duration.ofMillis(150);

    private final Ledger ledger;
    private final IntSupplier ports;
    private final AtomicLong questions = new AtomicLong();
    private final List<String> shared = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    /** @param ports which server to ask next */
    Load(Ledger ledger, IntSupplier ports) {
        this.ledger = ledger;
        this.ports = ports;
    }

    /** Makes the sessions that all share, and begins. */
    Load begin(long seed, int number) {
        var first = new ChatClient(ports, ledger, ChatClient.USUAL_READ, PATIENCE);
        for (int i = 0; i < SHARED; i++) {
            shared.add(first.send(sending(new Random(seed - i), ChatClient.Manner.WAIT, Optional.empty(), "reject"))
                    .orElseThrow(() -> new AssertionError("no session: " + ledger + ledger.mistakes())));
        }
        for (int i = 0; i < number; i++) {
            var random = new Random(seed + i);
            clients.add(threads.submit(() -> talk(random)));
        }
        return this;
    }

    private void talk(Random random) {
        var client = new ChatClient(ports, ledger, ChatClient.USUAL_READ, PATIENCE);
        Optional<String> own = Optional.empty();
        while (!over) {
            ChatClient.Manner manner = MANNERS.get(random.nextInt(MANNERS.size()));
            if (random.nextInt(3) == 0) {
                Optional<String> session = Optional.of(shared.get(random.nextInt(SHARED)));
                Optional<String> unused = client
                        .send(sending(random, manner, session, ON_BUSY.get(random.nextInt(ON_BUSY.size()))));
            } else {
                Optional<String> session = random.nextInt(4) == 0 ? Optional.empty() : own;
                own = client.send(sending(random, manner, session, "interrupt")).or(() -> session);
            }
            Pauses.of(BREATH);
        }
    }

    private ChatClient.Sending sending(Random random, ChatClient.Manner manner, Optional<String> session,
            String onBusy) {
        long number = questions.incrementAndGet();
        String question = Speech.question(number, 2 + random.nextInt(40), 1 + random.nextInt(40));
        return new ChatClient.Sending(question, "key-" + number, manner, session, onBusy);
    }

    /** Lets every client finish what it is at, and fails if one of them failed. */
    void end() {
        over = true;
        for (Future<?> client : clients) {
            try {
                client.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
            } catch (Exception failed) {
                throw new AssertionError("a client failed", failed);
            }
        }
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }
}
