package dev.confab.application.memory;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One process that executes runs as well as it can. */
final class SimulatedReplica {

    static final Duration LEASE = Duration.ofSeconds(10);
    private static final long HEARTBEAT = 750;
    private static final long SWEEP = 4_000;
    private static final int CLOSING_TRIES = 6;
    private static final String[] WORDS = { "Gears ", "turn", " ", "🤖", "torque, ", "Ünal ", "\n", "a servo. " };

    private final Simulation world;
    private final Map<RunId, Work> works = new LinkedHashMap<>();
    private Hold hold;
    private int life;
    private boolean alive = true;
    private boolean beating;
    private long pausedUntil;

    /** One run as this process executes it, right or wrong. */
    private final class Work {
        private final SessionId session;
        private final Execution execution;
        private final StringBuilder text = new StringBuilder();
        private final int words;
        private int said;
        private int logged;
        private boolean followed;
        private boolean logging;
        private boolean cancelled;
        private boolean closing;

        Work(SessionId session, Execution execution, boolean followed) {
            this.session = session;
            this.execution = execution;
            this.followed = followed;
            this.words = 1 + world.random.nextInt(12);
        }

        boolean isHere() {
            return works.get(execution.run()) == this;
        }
    }

    SimulatedReplica(Simulation world) {
        this.world = world;
        this.hold = new Hold(new ReplicaId(world.identity()), LEASE);
    }

    void start() {
        later(world.random.nextInt((int) SWEEP), this::sweep);
    }

    boolean isAlive() {
        return alive;
    }

    boolean executes(Execution execution) {
        Work work = works.get(execution.run());
        return alive && work != null && work.execution.equals(execution);
    }

    void crash() {
        alive = false;
        life++;
        works.clear();
        if (world.random.nextBoolean()) {
            world.after(500 + world.random.nextInt(15_000), this::restart);
        }
    }

    void restart() {
        if (!alive) {
            alive = true;
            beating = false;
            pausedUntil = 0;
            hold = new Hold(new ReplicaId(world.identity()), LEASE);
            sweep();
        }
    }

    void pauseFor(long time) {
        pausedUntil = Math.max(pausedUntil, Math.min(world.calmAt - 1, world.now() + time));
    }

    /** Leaves in order, after a pause: gives away the leases that it believes to have. */
    void leaveAfter(long pause) {
        pauseFor(pause);
        later(0, () -> {
            List<Execution> executions = executions();
            Hold old = hold;
            world.call(() -> world.store.released(old, executions), done -> {}, () -> {});
            crash();
        });
    }

    /** A client's request: opens its turn and executes it. */
    void open(Owner owner, NewTurn turn, Consumer<TurnOpening> onReply, Runnable onFault) {
        if (!alive) {
            world.after(10, onFault);
            return;
        }
        var held = new NewTurn(turn.session(), turn.freshSession(), turn.mode(), turn.scope(), turn.assistant(),
                turn.metadata(),
                turn.ask(),
                turn.selectedText(), turn.run(), turn.key(), turn.onBusy(), turn.followed(), turn.window(), hold);
        var answered = new AtomicBoolean();
        call(() -> world.store.openTurn(owner, held), opening -> {
            answered.set(true);
            if (opening instanceof TurnOpening.Opened opened) {
                begin(new Work(opened.session().id(), new Execution(turn.run(), opened.attempt()), turn.followed()));
            }
            onReply.accept(opening);
        }, () -> {
            answered.set(true);
            onFault.run();
        });
        noticeDeath(life, answered, onFault);
    }

    /** A process that dies answers nobody; whoever waits for it notices some time. */
    private void noticeDeath(int began, AtomicBoolean answered, Runnable onFault) {
        world.after(2_000, () -> {
            if (life != began && !answered.get()) {
                onFault.run();
            } else if (life == began && !answered.get()) {
                noticeDeath(began, answered, onFault);
            }
        });
    }

    private void begin(Work work) {
        works.put(work.execution.run(), work);
        if (!beating) {
            beating = true;
            later(HEARTBEAT, this::beat);
        }
        speakOn(work);
    }

    private void claimed(Claim claim) {
        var work = new Work(claim.session(), claim.execution(), claim.followed());
        begin(work);
        call(() -> world.store.readTurn(claim.owner(), claim.execution(), 3), turn -> {
            if (turn.isEmpty()) {
                drop(work);
            }
        }, () -> {});
    }

    private void sweep() {
        claim();
        later(SWEEP, this::sweep);
    }

    private void claim() {
        int limit = 1 + world.random.nextInt(4);
        call(() -> world.store.claim(hold, limit), claims -> {
            claims.forEach(this::claimed);
            if (claims.size() == limit) {
                claim();
            }
        }, () -> {});
    }

    private void beat() {
        if (works.isEmpty()) {
            beating = false;
            return;
        }
        List<Work> asked = List.copyOf(works.values());
        List<Execution> executions = executions();
        call(() -> world.store.heartbeat(hold, executions), pulses -> {
            for (Work work : asked) {
                Optional<Pulse> pulse = pulses.stream()
                        .filter(each -> each.run().equals(work.execution.run()))
                        .findFirst();
                if (pulse.isEmpty()) {
                    drop(work);
                } else {
                    work.cancelled |= pulse.get().cancelAsked();
                    work.followed |= pulse.get().followed();
                    log(work);
                }
            }
        }, () -> {});
        later(HEARTBEAT, this::beat);
    }

    private void speakOn(Work work) {
        long due = world.now() + pace();
        later(due - world.now(), () -> {
            // While this process slept the model went on: all the rest is there at once.
            while (work.said < work.words && world.now() - due > 2_000) {
                say(work);
            }
            speak(work);
        });
    }

    private void say(Work work) {
        work.said++;
        work.text.append(WORDS[world.random.nextInt(WORDS.length)]);
    }

    private void speak(Work work) {
        if (!work.isHere() || work.closing) {
            return;
        }
        if (work.cancelled) {
            PlainText text = whole(work);
            close(work, text.isBlank() ? new RunOutcome.Cancelled(Optional.empty(), List.of())
                    : new RunOutcome.Cancelled(Optional.of(text), cited(text)));
        } else if (work.said < work.words) {
            say(work);
            log(work);
            speakOn(work);
        } else {
            close(work, end(work));
        }
    }

    private RunOutcome end(Work work) {
        PlainText text = whole(work);
        var error = new RunError("model_unavailable", "refused");
        if (text.isBlank()) {
            return new RunOutcome.Failed(error);
        }
        return world.random.nextInt(8) == 0 ? new RunOutcome.Incomplete(text, cited(text), error)
                : new RunOutcome.Completed(text, cited(text), FinishReason.STOP, Optional.empty());
    }

    private void log(Work work) {
        if (!work.followed || work.logging || work.closing || work.logged == work.text.length()) {
            return;
        }
        work.logging = true;
        int upTo = work.text.length();
        var piece = new TextPiece(work.execution, work.logged,
                PlainText.of(work.text.substring(work.logged, upTo)),
                SimulatedCitations.of(work.text.substring(0, upTo), work.logged));
        call(() -> world.store.append(hold, List.of(piece)), logging -> logged(work, logging, upTo), () -> {
            work.logging = false;
            work.logged = world.random.nextBoolean() ? 0 : work.logged;
            later(200, () -> log(work));
        });
    }

    private void logged(Work work, TextLogging logging, int upTo) {
        RunId run = work.execution.run();
        work.logging = false;
        if (logging.lost().contains(run)) {
            drop(work);
            return;
        }
        work.logged = logging.gaps().contains(run) ? 0 : upTo;
        work.cancelled |= logging.cancelAsked().contains(run);
        if (work.isHere()) {
            log(work);
        }
    }

    private void close(Work work, RunOutcome outcome) {
        work.closing = true;
        var end = new TurnEnd(work.session, work.execution.run(), work.execution.attempt(),
                new MessageId(world.identity()), outcome, receipt(), hold);
        close(work, end, CLOSING_TRIES);
    }

    private void close(Work work, TurnEnd end, int tries) {
        call(() -> world.store.closeTurn(world.owner, end), closing -> {
            drop(work);
            if (closing instanceof TurnClosing.Closed closed) {
                closed.next().ifPresent(this::claimed);
            }
        }, () -> {
            if (tries > 1) {
                later(200, () -> close(work, end, tries - 1));
            } else {
                drop(work);
            }
        });
    }

    private void drop(Work work) {
        works.remove(work.execution.run(), work);
    }

    private List<Execution> executions() {
        var executions = new ArrayList<Execution>(works.size());
        works.values().forEach(work -> executions.add(work.execution));
        return executions;
    }

    private int pace() {
        return 50 + world.random.nextInt(900);
    }

    private static List<Citation> cited(PlainText text) {
        return SimulatedCitations.of(text.value(), 0);
    }

    private static PlainText whole(Work work) {
        return PlainText.of(work.text.toString());
    }

    private static Receipt receipt() {
        return new Receipt("simulated", "simulated", Optional.empty(), List.of(1L), 0, List.of(), 0, false, false,
                false, 1,
                Duration.ZERO,
                Optional.empty(), Duration.ofSeconds(1), Optional.empty(), false);
    }

    private <T> void call(Supplier<T> command, Consumer<T> onReply, Runnable onFault) {
        int began = life;
        world.call(command, reply -> inLife(began, () -> onReply.accept(reply)), () -> inLife(began, onFault));
    }

    private void later(long delay, Runnable what) {
        int began = life;
        world.after(delay, () -> inLife(began, what));
    }

    /** Does it now, after the pause, or never. */
    private void inLife(int began, Runnable what) {
        if (!alive || life != began) {
            return;
        }
        if (world.now() < pausedUntil) {
            world.at(pausedUntil, () -> inLife(began, what));
        } else {
            what.run();
        }
    }
}
