package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of a store have in common: the words in which they speak with it. */
public abstract class StoreContract {

    final Owner ada = new Owner("ada-" + UUID.randomUUID());
    final Owner bob = new Owner("bob-" + UUID.randomUUID());
    private Stores stores = unset();

    /** Returns the store to be tested. */
    protected abstract Stores stores();

    @BeforeEach
    final void takeStores() {
        stores = stores();
    }

    final SessionStore store() {
        return stores.sessions();
    }

    final RunStore runs() {
        return stores.runs();
    }

    final AssistantStore assistants() {
        return stores.assistants();
    }

    final void loseText() {
        stores.loseText().run();
    }

    /** Makes a searchable document of an owner. */
    final DocumentId document(Owner owner) {
        var document = new DocumentId(UUID.randomUUID());
        stores.addDocument().accept(owner, document);
        return document;
    }

    final void addDocument(Owner owner, DocumentId document) {
        stores.addDocument().accept(owner, document);
    }

    final TurnOpening.Opened open(Ask ask) {
        return opened(store().openTurn(ada, ask.turn()));
    }

    /** Opens a turn that has to wait. */
    final RunId enqueue(Ask ask) {
        NewTurn turn = ask.orWait().turn();
        assertInstanceOf(TurnOpening.Queued.class, store().openTurn(ada, turn));
        return turn.run();
    }

    final TurnClosing.Closed close(TurnOpening.Opened opened, RunOutcome outcome) {
        return closed(store().closeTurn(ada, TurnFixtures.end(opened, outcome)));
    }

    final Run run(TurnOpening.Opened opened) {
        return run(opened.question().run());
    }

    final Run run(RunId run) {
        return runs().findRun(ada, run).orElseThrow();
    }

    final List<String> log(SessionId session) {
        return contents(store().readMessages(ada, session, 0, SessionStore.MAX_PAGE));
    }

    final RunProgress read(RunId run, int after) {
        List<RunProgress> read = runs().read(List.of(new RunWatch(ada, run, after)));
        assertEquals(1, read.size());
        return read.getFirst();
    }

    final TextLogging append(Execution execution, int position, String text, Citation... citations) {
        return runs().append(TurnFixtures.HOLD,
                List.of(new TextPiece(execution, position, PlainText.of(text), List.of(citations))));
    }

    final void appendAll(Execution execution, String text) {
        assertEquals(TextLogging.ALL, append(execution, 0, text));
    }

    /** Makes an orphan of a run. */
    final void release(Execution execution) {
        runs().release(TurnFixtures.HOLD, List.of(execution));
        assertTrue(read(execution.run(), 0).orphaned());
    }

    /** Claims until nothing is left; tells about this test's runs. */
    final List<Claim> claimAll() {
        Hold hold = TurnFixtures.hold(Duration.ofHours(1));
        var all = new ArrayList<Claim>();
        List<Claim> some = runs().claim(hold, 100);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = runs().claim(hold, 100);
        }
        return all.stream().filter(claim -> claim.owner().equals(ada) || claim.owner().equals(bob)).toList();
    }

    static <T> List<T> atOnce(List<? extends Callable<T>> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(work.size())) {
            var results = new ArrayList<T>();
            for (Future<T> done : pool.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        }
    }

    static Execution execution(TurnOpening.Opened opened) {
        return new Execution(opened.question().run(), opened.attempt());
    }

    static TurnOpening.Opened opened(TurnOpening opening) {
        return assertInstanceOf(TurnOpening.Opened.class, opening);
    }

    static TurnClosing.Closed closed(TurnClosing closing) {
        return assertInstanceOf(TurnClosing.Closed.class, closing);
    }

    static List<String> contents(List<Message> messages) {
        return messages.stream().map(message -> message.content().value()).toList();
    }

    @SuppressWarnings("NullAway")
    private static Stores unset() {
        return null;
    }
}
