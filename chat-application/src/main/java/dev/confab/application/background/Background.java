package dev.confab.application.background;

import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.background.Attempt;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.SessionTask;
import dev.confab.domain.background.Worker;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Persona;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What this process does in the background. It decides after each turn whether something is worth doing, has that kept, and
 * does what is its turn. When a process is lost between a turn's end and keeping what is to be done, the session's next turn
 * notices.
 */
public final class Background implements AfterTurn {

    private static final String BUG = "internal_error";

    private final BackgroundWork work;
    private final BackgroundPorts ports;
    private final BackgroundSettings settings;
    private final QuietCalls calls;
    private final Optional<GiveTitle> titles;
    private final Optional<SummarizeSession> summaries;
    private final int window;
    private Optional<Forgetting> forgetting = Optional.empty();

    /** @param window how many messages prompts have where no assistant says otherwise */
    public Background(BackgroundWork work, BackgroundPorts ports, BackgroundSettings settings, int window) {
        this.work = Objects.requireNonNull(work, "work");
        this.ports = Objects.requireNonNull(ports, "ports");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.window = window;
        this.calls = new QuietCalls(ports.llm());
        this.titles = ports.catalog()
                .filter(listed -> settings.titles())
                .map(listed -> new GiveTitle(ports.sessions(), listed, calls, ports.ids()));
        // A model that only quotes sums nothing up.
        this.summaries = ports.summaries()
                .filter(kept -> settings.summaries() && !ports.llm().profile().isOffline())
                .map(kept -> new SummarizeSession(ports.sessions(), kept, calls, ports.tokens(), ports.ids()));
    }

    /** Begins to do what is kept. Asks nobody anything. */
    public void begin(Forgetting old) {
        forgetting = Optional.of(old).filter(Forgetting::isOn);
        calls.chargeTo(old.quotas()::charge);
        work.begin(new Hands());
    }

    /** Returns whether summaries are made, and used. */
    public boolean summarizes() {
        return summaries.isPresent();
    }

    /** Looks, in the background, for what was left behind. Does not block. */
    public void recover() {
        work.recover(forgetting.isPresent());
    }

    /** Begins nothing more, and ends calls of the model: what they were for is done elsewhere or later. Does not block. */
    public void beginStopping() {
        work.beginStopping();
        calls.stop();
    }

    /** Waits until what was begun is over. */
    public void end(Duration patience) {
        work.end(patience);
    }

    @Override
    public void closed(Owner owner, TurnOpening.Opened opened, TurnEnd end, TurnClosing.Closed closed) {
        List<SessionTask> due = due(opened, end, closed);
        if (!due.isEmpty()) {
            Thread.ofVirtual().name("confab-scheduling").start(() -> schedule(owner, due));
        }
        work.stirred();
    }

    private void schedule(Owner owner, List<SessionTask> due) {
        try {
            due.forEach(task -> work.schedule(owner, task));
        } catch (StoreFault away) {
            // The next turn of the session notices.
        }
    }

    private List<SessionTask> due(TurnOpening.Opened opened, TurnEnd end, TurnClosing.Closed closed) {
        var due = new ArrayList<SessionTask>(2);
        if (titles.isPresent() && opened.nameless() && closed.answer().isPresent()) {
            due.add(new SessionTask.Entitle(end.session()));
        }
        if (summaries.isPresent()) {
            int messages = opened.persona().map(Persona::window).orElse(OptionalInt.empty()).orElse(window);
            long last = closed.answer().map(answer -> answer.seq()).orElse(opened.session().lastSeq());
            OptionalLong target = Outgrown.upTo(opened, end.receipt(), messages, last);
            target.ifPresent(seq -> due.add(new SessionTask.Summarize(end.session(), seq)));
        }
        return due;
    }

    /** Does what is due, and tells the observer. */
    private final class Hands implements Worker {

        @Override
        public Result perform(Owner owner, SessionTask task, Attempt attempt) {
            long start = System.nanoTime();
            try {
                switch (task) {
                    case SessionTask.Entitle(var session) ->
                        titles.ifPresent(giving -> giving.give(owner, session, attempt.last()));
                    case SessionTask.Summarize(var session, var seq) ->
                        summaries.ifPresent(making -> making.summarize(owner, session, seq));
                }
                tell(() -> ports.observer().done(task, attempt, since(start)));
                return Result.DONE;
            } catch (QuietCalls.Stopped ending) {
                return Result.LATER;
            } catch (RuntimeException failure) {
                boolean givenUp = attempt.last() || (failure instanceof ChatFault fault && !fault.retryable());
                tell(() -> ports.observer().failed(task, attempt, since(start), code(failure), givenUp));
                if (givenUp) {
                    return Result.DONE;
                }
                throw failure;
            }
        }

        @Override
        public Result forgetOld(Attempt attempt) {
            if (forgetting.isEmpty()) {
                return Result.DONE;
            }
            try {
                Erased erased = forgetting.get().forget(settings.retention());
                settings.retention().ifPresent(age -> tell(() -> ports.observer().forgot(erased, age)));
                return erased.more() ? Result.LATER : Result.DONE;
            } catch (RuntimeException failure) {
                tell(() -> ports.observer().notForgotten(code(failure), attempt.last()));
                throw failure;
            }
        }

        private Duration since(long start) {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private static String code(RuntimeException failure) {
        return failure instanceof ChatFault fault ? fault.code() : BUG;
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException unheard) {
            // Whoever watches must not hurt what he watches.
        }
    }
}
