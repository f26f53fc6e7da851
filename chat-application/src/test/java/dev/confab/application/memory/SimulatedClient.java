package dev.confab.application.memory;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Somebody who says things until they are heard, wants some of them cancelled, and reads some of the answers. */
final class SimulatedClient {

    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Hold NOBODY = new Hold(new ReplicaId(new UUID(0, 0)), Duration.ofSeconds(1));
    private static final List<OnBusy> WHEN_BUSY = List.of(OnBusy.ENQUEUE, OnBusy.ENQUEUE, OnBusy.INTERRUPT,
            OnBusy.INTERRUPT, OnBusy.REJECT);

    private final Simulation world;
    private final List<RunId> runs = new ArrayList<>();
    private Optional<SessionId> session = Optional.empty();
    private int pending;

    /** What the client wants to send, until it is answered. */
    private final class Send {
        private final IdempotencyKey key = new IdempotencyKey(world.identity().toString(), DIGEST);
        private final Optional<SessionId> where = session;
        private final OnBusy onBusy = WHEN_BUSY.get(world.random.nextInt(WHEN_BUSY.size()));
        private final boolean followed = world.random.nextInt(3) > 0;
        private final int kind = world.random.nextInt(10);
        private final Optional<MessageId> replaced = kind == 0 ? anyQuestion() : Optional.empty();
        private boolean answered;

        void now() {
            var id = new MessageId(world.identity());
            PlainText words = PlainText.of(key.value());
            NewTurn.Ask ask = replaced.<NewTurn.Ask>map(old -> new NewTurn.Ask.Edited(old, id, words))
                    .orElseGet(() -> kind == 1 && where.isPresent() ? new NewTurn.Ask.Again()
                            : new NewTurn.Ask.Said(id, words));
            var run = new RunId(world.identity());
            var turn = new NewTurn(where, new SessionId(world.identity()), Optional.empty(), Optional.empty(),
                    Optional.empty(), Metadata.NONE, ask,
                    Optional.empty(), run, Optional.of(key), onBusy, followed, 4, NOBODY);
            world.anyReplica().open(world.owner, turn, opening -> hear(opening, run), () -> {
                if (!answered) {
                    world.after(100, this::now);
                }
            });
        }

        private void hear(TurnOpening opening, RunId run) {
            if (answered) {
                return;
            }
            answered = true;
            pending--;
            switch (opening) {
                case TurnOpening.Opened opened -> known(opened.session().id(), run);
                case TurnOpening.Queued queued -> known(queued.session().id(), run);
                case TurnOpening.Joined joined -> known(joined.session(), joined.run());
                case TurnOpening.Busy busy -> {}
                case TurnOpening.NothingToAsk nothing -> {}
                case TurnOpening.NoSuchAssistant unknown -> throw new Simulation.Violation("no assistant was named");
                case TurnOpening.NoSuchDocument unknown -> throw new Simulation.Violation("no document was named");
                case TurnOpening.KeyTaken taken -> throw new Simulation.Violation("nobody else has this key");
            }
        }

        private void known(SessionId id, RunId run) {
            session = Optional.of(id);
            runs.add(run);
            world.store.requireAcknowledged(key, run);
            if (world.random.nextInt(3) == 0) {
                new Reader(run).begin();
            }
        }
    }

    /** Somebody who reads an answer from some replica, goes away, and goes on from where he was. */
    private final class Reader {
        private final RunId run;
        private String shown = "";

        Reader(RunId run) {
            this.run = run;
        }

        void begin() {
            world.call(() -> world.store.follow(world.owner, run), found -> readOn(), this::readOn);
        }

        private void readOn() {
            world.call(() -> world.store.read(List.of(new RunWatch(world.owner, run, shown.length()))), read -> {
                RunProgress progress = read.getFirst();
                int before = shown.length();
                shown += progress.text();
                world.store.requireShown(run, shown);
                Simulation.require(progress.cited().equals(SimulatedCitations.of(shown, before)),
                        () -> "what is cited is not told with its text");
                if (!progress.run().status().isTerminal()) {
                    world.after(300 + world.random.nextInt(3_000), this::readOn);
                }
            }, () -> world.after(500, this::readOn));
        }
    }

    SimulatedClient(Simulation world) {
        this.world = world;
    }

    void start() {
        int sends = 3 + world.random.nextInt(6);
        for (int i = 0; i < sends; i++) {
            world.at(world.random.nextLong(world.calmAt), this::send);
        }
        for (int i = world.random.nextInt(3); i > 0; i--) {
            world.at(world.random.nextLong(world.calmAt), this::cancel);
        }
    }

    private void send() {
        pending++;
        new Send().now();
    }

    private void cancel() {
        if (!runs.isEmpty()) {
            RunId run = runs.get(runs.size() - 1 - world.random.nextInt(Math.min(2, runs.size())));
            world.call(() -> world.store.cancel(world.owner, run), done -> {}, this::cancel);
        }
    }

    private Optional<MessageId> anyQuestion() {
        return session.map(world.store::questions)
                .filter(questions -> !questions.isEmpty())
                .map(questions -> questions.get(world.random.nextInt(questions.size())))
                .map(Message::id);
    }

    void requireEnd() {
        Simulation.require(pending == 0, () -> pending + " requests were never answered");
    }
}
