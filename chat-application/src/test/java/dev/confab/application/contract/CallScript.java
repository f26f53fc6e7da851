package dev.confab.application.contract;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calls of a store, made up by chance: the same seed makes the same choices. Leases are long, or given up by release. It
 * looks at one of the stores to speak mostly of what is there.
 */
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

    private static final List<Citation> CITED = IntStream.of(3, 4, 9, 9, 13, 19, 22)
            .mapToObj(at -> TurnFixtures.citation(at % 3 + 1, at, "quote " + at))
            .toList();

    private static final List<OnBusy> WHEN_BUSY = List.of(OnBusy.INTERRUPT, OnBusy.ENQUEUE, OnBusy.REJECT);

    private record Known(Owner owner, RunId run, SessionId session) {}

    private final Random random;
    private final Owner ada;
    private final Owner bob;
    private final List<DocumentId> documents;
    private final List<AssistantId> assistants;
    private final RunStore model;
    private final List<SessionId> sessions = new ArrayList<>();
    private final List<Known> runs = new ArrayList<>();
    private final List<TurnEnd> ends = new ArrayList<>();
    private Optional<Call.Open> newest = Optional.empty();

    CallScript(long seed, Owner ada, Owner bob, List<DocumentId> documents, List<AssistantId> assistants,
            RunStore model) {
        this.random = new Random(seed);
        this.ada = ada;
        this.bob = bob;
        this.documents = List.copyOf(documents);
        this.assistants = List.copyOf(assistants);
        this.model = model;
    }

    Call next() {
        newest.ifPresent(this::learn);
        newest = Optional.empty();
        if (runs.isEmpty()) {
            return open();
        }
        int dice = random.nextInt(100);
        if (dice < 20) {
            return open();
        } else if (dice < 36) {
            return close();
        } else if (dice < 56) {
            return new Call.Append(pieces());
        } else if (dice < 60) {
            return new Call.Heartbeat(executions());
        } else if (dice < 72) {
            return new Call.Release(executions());
        } else if (dice < 76) {
            return new Call.Follow(owner(), run().run());
        } else if (dice < 81) {
            return new Call.Cancel(owner(), run().run());
        } else if (dice < 87) {
            return new Call.Claim();
        } else if (dice < 89) {
            return new Call.LoseText();
        } else if (dice < 94) {
            return new Call.Read(List.of(new RunWatch(owner(), run().run(), random.nextInt(20))));
        }
        return new Call.ReadTurn(owner(), execution(run()), random.nextInt(8));
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
        SessionId session = random.nextInt(8) == 0 || sessions.isEmpty() ? new SessionId(UUID.randomUUID())
                : sessions.get(sessions.size() - 1 - random.nextInt(Math.min(3, sessions.size())));
        ask = random.nextInt(10) == 0 ? ask : ask.in(session);
        ask = random.nextBoolean() ? ask.followed() : ask;
        ask = random.nextInt(4) == 0 ? ask.keyed("key " + random.nextInt(4)) : ask;
        ask = random.nextInt(4) == 0 ? ask.about("a text").grounded() : ask;
        ask = switch (random.nextInt(12)) {
            case 0, 1 -> ask.from(documents.get(random.nextInt(documents.size())));
            case 2 -> ask.from(documents.toArray(DocumentId[]::new)).grounded();
            case 3 -> ask.from();
            case 4 -> ask.from(new DocumentId(UUID.randomUUID()));
            default -> ask;
        };
        ask = switch (random.nextInt(12)) {
            case 0, 1 -> ask.to(assistants.get(random.nextInt(assistants.size())));
            case 2 -> ask.to(assistants.getFirst()).open();
            case 3 -> ask.to(new AssistantId(UUID.randomUUID()));
            default -> ask;
        };
        ask = random.nextInt(5) == 0 ? ask.along(AssistantFixtures.KNEE, AssistantFixtures.CONTEXT) : ask;
        Owner owner = owner();
        int kind = random.nextInt(8);
        NewTurn turn = kind == 0 ? ask.again().turn()
                : kind == 1 ? ask.insteadOf(new MessageId(UUID.randomUUID())).turn() : ask.turn();
        newest = Optional.of(new Call.Open(owner, turn));
        return kind == 1 ? new Call.Edit(owner, turn, session, 1 + random.nextInt(5)) : new Call.Open(owner, turn);
    }

    private void learn(Call.Open call) {
        RunId id = call.turn().run();
        Optional<Run> run = model.findRun(call.owner(), id);
        run.ifPresent(known -> {
            runs.add(new Known(call.owner(), id, known.session()));
            sessions.remove(known.session());
            sessions.add(known.session());
        });
        if (run.isEmpty() && (runs.isEmpty() || random.nextInt(4) == 0)) {
            runs.add(new Known(call.owner(), id, call.turn().freshSession()));
        }
    }

    private Call close() {
        if (!ends.isEmpty() && random.nextInt(6) == 0) {
            return new Call.Close(owner(), ends.get(random.nextInt(ends.size())));
        }
        Known known = run();
        RunOutcome outcome = switch (random.nextInt(5)) {
            case 0 -> TurnFixtures.failed();
            case 1 -> TurnFixtures.incomplete("incomplete");
            case 2 -> random.nextBoolean() ? TurnFixtures.cancelled(random.nextBoolean() ? "cancelled" : "")
                    : new RunOutcome.Cancelled(Optional.of(PlainText.of("cancelled [1]")),
                            List.of(TurnFixtures.citation(1, 13, "a quote")));
            case 3 -> TurnFixtures.cited("cited");
            default -> TurnFixtures.completed("completed");
        };
        TurnEnd end = TurnFixtures.end(known.session(), execution(known), outcome);
        ends.add(end);
        return new Call.Close(owner(), end);
    }

    private List<TextPiece> pieces() {
        return executions().stream().map(execution -> {
            int from = wholeCharacter(random.nextInt(3) == 0 ? random.nextInt(12) : 0);
            int to = wholeCharacter(from + 1 + random.nextInt(12));
            if (random.nextInt(8) == 0) {
                return new TextPiece(execution, from, PlainText.of(" ".repeat(to - from)), List.of());
            }
            List<Citation> cited = CITED.stream().filter(each -> each.at() > from && each.at() <= to).toList();
            return new TextPiece(execution, from, PlainText.of(TEXT.substring(from, to)), cited);
        }).toList();
    }

    private static int wholeCharacter(int at) {
        return Character.isLowSurrogate(TEXT.charAt(at)) ? at + 1 : at;
    }

    private List<Execution> executions() {
        return Stream.generate(this::run)
                .limit(1L + random.nextInt(3))
                .distinct()
                .map(this::execution)
                .toList();
    }

    /** As it is executed now, or was, or will be. */
    private Execution execution(Known known) {
        int attempt = model.findRun(known.owner(), known.run()).map(Run::attempt).orElse(1);
        return new Execution(known.run(), random.nextInt(8) == 0 ? 1 + random.nextInt(3) : attempt);
    }

    /** One of the latest runs that has not ended, as a rule. */
    private Known run() {
        Known known = runs.getLast();
        for (int tries = 0; tries < 3; tries++) {
            int back = random.nextInt(random.nextInt(4) == 0 ? runs.size() : Math.min(6, runs.size()));
            known = runs.get(runs.size() - 1 - back);
            if (model.findRun(known.owner(), known.run()).filter(run -> !run.status().isTerminal()).isPresent()) {
                return known;
            }
        }
        return known;
    }

    private Owner owner() {
        return random.nextInt(12) == 0 ? bob : ada;
    }
}
