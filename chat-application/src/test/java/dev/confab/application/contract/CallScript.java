package dev.confab.application.contract;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Calls of a store, made up by chance: the same seed makes the same choices. Leases are long, or given up by release. */
final class CallScript {

    /** One call, or one look at everything. Messages are named by their place, because stores name some by themselves. */
    sealed interface Call {
        record Open(Owner owner, NewTurn turn) implements Call {}

        record Edit(Owner owner, NewTurn turn, SessionId session, long seq) implements Call {}

        record Close(Owner owner, TurnEnd end) implements Call {}

        record Append(List<TextPiece> pieces) implements Call {}

        record Heartbeat(List<Execution> executions) implements Call {}

        record Release(List<Execution> executions) implements Call {}

        record Follow(Owner owner, RunId run) implements Call {}

        record Cancel(Owner owner, RunId run) implements Call {}

        record Claim() implements Call {}

        record LoseText() implements Call {}

        record Read(List<RunWatch> watches) implements Call {}

        record ReadTurn(Owner owner, Execution execution, int window) implements Call {}

        record ReadSession(Owner owner, SessionId session) implements Call {}
    }

    private static final String TEXT = "Tör🤖que is what a servo 🤖 turns with, said Ünal.";

    private static final List<OnBusy> WHEN_BUSY = List.of(OnBusy.INTERRUPT, OnBusy.ENQUEUE, OnBusy.REJECT);

    private record Known(RunId run, SessionId session) {}

    private final Random random;
    private final Owner ada;
    private final Owner bob;
    private final List<SessionId> sessions = new ArrayList<>();
    private final List<Known> runs = new ArrayList<>();
    private final List<TurnEnd> ends = new ArrayList<>();

    CallScript(long seed, Owner ada, Owner bob) {
        this.random = new Random(seed);
        this.ada = ada;
        this.bob = bob;
    }

    Call next() {
        if (runs.isEmpty()) {
            return open();
        }
        int dice = random.nextInt(100);
        if (dice < 24) {
            return open();
        } else if (dice < 44) {
            return close();
        } else if (dice < 64) {
            return new Call.Append(pieces());
        } else if (dice < 68) {
            return new Call.Heartbeat(executions());
        } else if (dice < 76) {
            return new Call.Release(executions());
        } else if (dice < 80) {
            return new Call.Follow(owner(), run().run());
        } else if (dice < 84) {
            return new Call.Cancel(owner(), run().run());
        } else if (dice < 89) {
            return new Call.Claim();
        } else if (dice < 90) {
            return new Call.LoseText();
        } else if (dice < 95) {
            return new Call.Read(List.of(new RunWatch(owner(), run().run(), random.nextInt(20))));
        }
        return new Call.ReadTurn(owner(), execution(), random.nextInt(8));
    }

    /** All that can be read in the end. */
    List<Call> lastLook() {
        var calls = new ArrayList<Call>();
        for (Owner owner : List.of(ada, bob)) {
            sessions.forEach(session -> calls.add(new Call.ReadSession(owner, session)));
            runs.forEach(run -> calls.add(new Call.Read(List.of(new RunWatch(owner, run.run(), 0)))));
        }
        return calls;
    }

    private Call open() {
        Ask ask = Ask.asking("question " + random.nextInt(3))
                .whenBusy(WHEN_BUSY.get(random.nextInt(WHEN_BUSY.size())))
                .seeing(random.nextInt(7));
        SessionId session = random.nextInt(4) == 0 || sessions.isEmpty() ? new SessionId(UUID.randomUUID())
                : sessions.get(random.nextInt(sessions.size()));
        ask = random.nextInt(10) == 0 ? ask : ask.in(session);
        ask = random.nextBoolean() ? ask.followed() : ask;
        ask = random.nextInt(4) == 0 ? ask.keyed("key " + random.nextInt(4)) : ask;
        ask = random.nextInt(4) == 0 ? ask.about("a text").grounded() : ask;
        Owner owner = owner();
        int kind = random.nextInt(8);
        NewTurn turn = kind == 0 ? ask.again().turn()
                : kind == 1 ? ask.insteadOf(new MessageId(UUID.randomUUID())).turn() : ask.turn();
        sessions.add(turn.freshSession());
        turn.session().ifPresent(named -> runs.add(new Known(turn.run(), named)));
        runs.add(new Known(turn.run(), turn.freshSession()));
        return kind == 1 ? new Call.Edit(owner, turn, session, 1 + random.nextInt(5)) : new Call.Open(owner, turn);
    }

    private Call close() {
        if (!ends.isEmpty() && random.nextInt(6) == 0) {
            return new Call.Close(owner(), ends.get(random.nextInt(ends.size())));
        }
        Known known = run();
        RunOutcome outcome = switch (random.nextInt(5)) {
            case 0 -> TurnFixtures.failed();
            case 1 -> TurnFixtures.incomplete("incomplete");
            case 2 -> TurnFixtures.cancelled(random.nextBoolean() ? "cancelled" : "");
            case 3 -> TurnFixtures.cited("cited");
            default -> TurnFixtures.completed("completed");
        };
        TurnEnd end = TurnFixtures.end(known.session(), new Execution(known.run(), attempt()), outcome);
        ends.add(end);
        return new Call.Close(owner(), end);
    }

    private List<TextPiece> pieces() {
        return executions().stream().map(execution -> {
            int from = wholeCharacter(random.nextInt(3) == 0 ? random.nextInt(12) : 0);
            int to = wholeCharacter(from + 1 + random.nextInt(12));
            String text = random.nextInt(8) == 0 ? " ".repeat(to - from) : TEXT.substring(from, to);
            return new TextPiece(execution, from, PlainText.of(text));
        }).toList();
    }

    private static int wholeCharacter(int at) {
        return Character.isLowSurrogate(TEXT.charAt(at)) ? at + 1 : at;
    }

    private List<Execution> executions() {
        return random.ints(1 + random.nextInt(3), 0, runs.size())
                .map(at -> runs.size() - 1 - at % Math.min(6, runs.size()))
                .distinct()
                .mapToObj(at -> runs.get(at).run())
                .distinct()
                .map(run -> new Execution(run, attempt()))
                .toList();
    }

    private Execution execution() {
        return new Execution(run().run(), attempt());
    }

    /** One of the latest runs, as a rule. */
    private Known run() {
        int back = random.nextInt(random.nextInt(4) == 0 ? runs.size() : Math.min(6, runs.size()));
        return runs.get(runs.size() - 1 - back);
    }

    private int attempt() {
        return random.nextInt(6) == 0 ? 2 : 1;
    }

    private Owner owner() {
        return random.nextInt(12) == 0 ? bob : ada;
    }
}
