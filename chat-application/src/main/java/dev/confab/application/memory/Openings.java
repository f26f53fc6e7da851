package dev.confab.application.memory;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunCommand;
import dev.confab.domain.run.RunState;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.NewTurn.Ask;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.TurnOpening;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Opens turns. Guarded by the lock of its store. */
final class Openings {

    private final Shelf shelf;
    private final RunEnds ends;
    private final IdSource ids;
    private final KnownDocuments documents;
    private final KnownAssistants assistants;

    Openings(Shelf shelf, RunEnds ends, IdSource ids, KnownDocuments documents, KnownAssistants assistants) {
        this.shelf = shelf;
        this.ends = ends;
        this.ids = ids;
        this.documents = documents;
        this.assistants = assistants;
    }

    TurnOpening open(Owner owner, NewTurn turn, Instant now) {
        Optional<TurnOpening> repeated = turn.key().flatMap(key -> repeated(owner, key));
        if (repeated.isPresent()) {
            return repeated.get();
        }
        if (shelf.run(turn.run()).isPresent()) {
            throw new IllegalArgumentException("run " + turn.run() + " exists");
        }
        if (!turn.scope().flatMap(Scope::documents).map(these -> documents.exist(owner, these)).orElse(true)) {
            return new TurnOpening.NoSuchDocument();
        }
        if (turn.assistant().filter(id -> assistants.find(owner, id).isEmpty()).isPresent()) {
            return new TurnOpening.NoSuchAssistant();
        }
        Optional<SessionLog> named = turn.session().flatMap(id -> shelf.session(owner, id));
        Optional<TurnOpening> opening = switch (turn.ask()) {
            case Ask.Said said -> {
                SessionLog log = named.orElseGet(() -> SessionLog.fresh(turn, now, shelf::tick));
                yield Optional.of(admit(owner, log, turn, Optional.of(said), now));
            }
            case Ask.Edited(var replaced, var id, var content, var attachments) -> named
                    .flatMap(log -> log.question(replaced)
                            .map(question -> log.branch(turn.freshSession(), question.seq(), ids, now)))
                    .map(branch -> admit(owner, branch, turn, Optional.of(new Ask.Said(id, content, attachments)),
                            now));
            case Ask.Again again -> named.filter(log -> log.lastQuestion().isPresent())
                    .map(log -> admit(owner, log, turn, Optional.empty(), now));
        };
        return opening.orElseGet(TurnOpening.NothingToAsk::new);
    }

    private Optional<TurnOpening> repeated(Owner owner, IdempotencyKey key) {
        return shelf.repeated(owner, key)
                .map(first -> first.digest().equals(key.digest())
                        ? new TurnOpening.Joined(first.run().session().id(), first.run().id())
                        : new TurnOpening.KeyTaken(first.run().session().id(), first.run().id()));
    }

    private TurnOpening admit(Owner owner, SessionLog log, NewTurn turn, Optional<Ask.Said> said, Instant now) {
        List.copyOf(log.unended()).forEach(run -> ends.say(run, new RunCommand.GiveWay(), now));
        List<StoredRun> before = List.copyOf(log.unended());
        boolean refused = switch (turn.onBusy()) {
            case REJECT -> !before.isEmpty();
            case ENQUEUE -> before.size() >= NewTurn.MAX_WAITING;
            case INTERRUPT -> false;
        };
        if (refused) {
            return new TurnOpening.Busy(log.id(), before.getFirst().id());
        }
        boolean waits = turn.onBusy() == OnBusy.ENQUEUE && !before.isEmpty();
        List<RunId> interrupted = waits ? List.of() : interrupt(before, now);
        Message question = said.map(words -> log.ask(words.id(), words.content(), words.attachments(), turn.run(), now))
                .orElseGet(() -> log.lastQuestion().orElseThrow());
        RunState state = waits ? RunState.queued(turn.followed())
                : RunState.running(turn.followed(), now.plus(turn.hold().lease()));
        TurnTerms terms = terms(owner, log, turn);
        var run = new StoredRun(owner, log, turn, terms, question.seq(), state, now);
        shelf.begin(run, turn);
        return state.status() == RunStatus.QUEUED ? new TurnOpening.Queued(log.session(), question)
                : new TurnOpening.Opened(log.session(), question,
                        log.window(question.seq(), turn.window(terms.persona())), terms.mode(), terms.scope(),
                        terms.persona(), documents.latest(owner), state.attempt(), interrupted,
                        log.summaryFor(question.seq()), log.isNameless(question.seq()));
    }

    private TurnTerms terms(Owner owner, SessionLog log, NewTurn turn) {
        Session session = log.session();
        return TurnTerms.of(new TurnTerms.Say(turn.mode(), turn.scope()),
                turn.assistant().flatMap(id -> assistants.find(owner, id)), session.mode(), session.scope(),
                log.assistant().flatMap(id -> assistants.find(owner, id)));
    }

    private List<RunId> interrupt(List<StoredRun> before, Instant now) {
        before.forEach(run -> ends.say(run, new RunCommand.Interrupt(), now));
        return before.stream().map(StoredRun::id).toList();
    }
}
