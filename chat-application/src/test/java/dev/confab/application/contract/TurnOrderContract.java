package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.Branch;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store promises about turns that meet: repeated, waiting, interrupting, branching off, asked again. */
public abstract class TurnOrderContract extends StoreContract {

    @Test
    final void openTurn_repeatedWithItsKey_joinsTheFirst() {
        NewTurn first = Ask.asking("question").keyed("key 1").turn();
        opened(store().openTurn(ada, first));
        var joined = new TurnOpening.Joined(first.freshSession(), first.run());

        assertEquals(joined, store().openTurn(ada, Ask.asking("question").keyed("key 1").turn()));
        assertEquals(joined,
                store().openTurn(ada, Ask.asking("question").keyed("key 1").in(first.freshSession()).turn()));
        assertEquals(new TurnOpening.KeyTaken(first.freshSession(), first.run()),
                store().openTurn(ada, Ask.asking("other").keyed("key 1").turn()));
        assertEquals(joined, store().openTurn(ada, first));

        assertEquals(List.of("question"), log(first.freshSession()));
        opened(store().openTurn(bob, Ask.asking("question").keyed("key 1").turn()));
        open(Ask.asking("question").keyed("KEY 1"));
    }

    @Test
    final void openTurn_repeatedAfterItsEnd_stillJoins() {
        TurnOpening.Opened opened = open(Ask.asking("question").keyed("k"));
        close(opened, TurnFixtures.completed("answer"));
        release(execution(open(Ask.asking("orphan").in(opened.session().id()))));

        assertEquals(new TurnOpening.Joined(opened.session().id(), opened.question().run()), store().openTurn(ada,
                Ask.asking("question").keyed("k").in(opened.session().id()).insteadOf(opened.question().id()).turn()));
        assertEquals(List.of("question", "answer", "orphan"), log(opened.session().id()));
    }

    @Test
    final void openTurn_refused_leavesItsKeyFree() {
        TurnOpening.Opened opened = open(Ask.asking("one"));
        NewTurn refused = Ask.asking("two").in(opened.session().id()).orReject().keyed("k").turn();
        assertInstanceOf(TurnOpening.Busy.class, store().openTurn(ada, refused));
        close(opened, TurnFixtures.completed("uno"));

        assertEquals(refused.run(), opened(store().openTurn(ada, refused)).question().run());
    }

    @Test
    final void openTurn_manyAtOnceWithOneKey_isOneRun() throws Exception {
        SessionId session = open(Ask.asking("start")).session().id();
        for (Ask ask : List.of(Ask.asking("question").keyed("a"), Ask.asking("question").in(session).keyed("b"))) {
            var turns = IntStream.range(0, 50).mapToObj(i -> ask.turn()).toList();

            List<TurnOpening> openings = atOnce(
                    turns.stream().<Callable<TurnOpening>>map(turn -> () -> store().openTurn(ada, turn)).toList());

            var runs = new HashSet<RunId>();
            int opened = 0;
            for (TurnOpening opening : openings) {
                switch (opening) {
                    case TurnOpening.Opened one -> {
                        opened++;
                        runs.add(one.question().run());
                    }
                    case TurnOpening.Joined joined -> runs.add(joined.run());
                    case TurnOpening.Queued other -> throw new AssertionError(other);
                    case TurnOpening.KeyTaken other -> throw new AssertionError(other);
                    case TurnOpening.Busy other -> throw new AssertionError(other);
                    case TurnOpening.NoSuchDocument other -> throw new AssertionError(other);
                    case TurnOpening.NoSuchAssistant other -> throw new AssertionError(other);
                    case TurnOpening.NothingToAsk other -> throw new AssertionError(other);
                }
            }
            assertEquals(1, opened);
            assertEquals(1, runs.size());
            assertEquals(1,
                    turns.stream().filter(turn -> runs().findRun(ada, turn.run()).isPresent()).count());
        }
        assertEquals(List.of("start", "question"), log(session));
    }

    @Test
    final void openTurn_thatInterrupts_keepsTheShownTextBeforeIt() {
        TurnOpening.Opened first = open(Ask.asking("one").followed());
        SessionId session = first.session().id();
        RunId second = enqueue(Ask.asking("two").in(session));
        RunId third = enqueue(Ask.asking("three").in(session).followed());
        appendAll(execution(first), "un");

        TurnOpening.Opened fourth = open(Ask.asking("four").in(session));

        assertEquals(List.of(first.question().run(), second, third), fourth.interrupted());
        assertEquals(List.of("one", "two", "three", "un", "four"), log(session));
        assertEquals(List.of("one", "two", "three", "un"), contents(fourth.window()));
        Message partial = fourth.window().getLast();
        assertEquals(MessageStatus.PARTIAL, partial.status());
        assertEquals(1, partial.turn());
        assertEquals(first.question().run(), partial.run());
        for (RunId each : fourth.interrupted()) {
            assertEquals(RunStatus.CANCELLED, run(each).status());
            assertEquals(Optional.empty(), run(each).error());
            assertEquals(Optional.empty(), run(each).receipt());
        }
        assertEquals(Optional.of(4L), run(first).answerSeq());
        assertEquals("un", read(first.question().run(), 0).text());
        assertEquals(Optional.empty(), close(fourth, TurnFixtures.completed("quattro")).next());
    }

    @Test
    final void openTurn_thatInterrupts_dropsTextThatIsBlankOrLost() {
        TurnOpening.Opened blank = open(Ask.asking("one").followed());
        appendAll(execution(blank), " \t");
        TurnOpening.Opened lost = open(Ask.asking("two").followed());
        appendAll(execution(lost), "due");
        loseText();

        open(Ask.asking("next").in(blank.session().id()));
        open(Ask.asking("next").in(lost.session().id()));

        assertEquals(List.of("one", "next"), log(blank.session().id()));
        assertEquals(List.of("two", "next"), log(lost.session().id()));
        assertEquals(RunStatus.CANCELLED, run(lost).status());
    }

    @Test
    final void openTurn_whenTheRunningOneIsAnOrphanWithText_endsItAsIncomplete() {
        TurnOpening.Opened orphan = open(Ask.asking("one").followed());
        appendAll(execution(orphan), "un");
        release(execution(orphan));

        TurnOpening.Opened next = open(Ask.asking("two").in(orphan.session().id()).orReject());

        assertEquals(List.of(), next.interrupted());
        assertEquals(RunStatus.INCOMPLETE, run(orphan).status());
        assertEquals(RunStore.ORPHANED, run(orphan).error().map(RunError::code).orElseThrow());
        assertEquals(List.of("one", "un", "two"), log(orphan.session().id()));
        assertEquals(List.of("one", "un"), contents(next.window()));
    }

    @Test
    final void openTurn_whenTheRunningOneIsAnOrphanToBeCancelled_cancelsIt() {
        TurnOpening.Opened orphan = open(Ask.asking("one"));
        runs().cancel(ada, orphan.question().run());
        release(execution(orphan));

        open(Ask.asking("two").in(orphan.session().id()).orWait());

        assertEquals(RunStatus.CANCELLED, run(orphan).status());
    }

    @Test
    final void openTurn_whenOnlyQueuedOnesAreThere_isRefusedOrWaitsBehindThem() {
        TurnOpening.Opened orphan = open(Ask.asking("one"));
        SessionId session = orphan.session().id();
        RunId second = enqueue(Ask.asking("two").in(session));
        release(execution(orphan));

        assertEquals(new TurnOpening.Busy(session, second),
                store().openTurn(ada, Ask.asking("three").in(session).orReject().turn()));
        assertEquals(RunStatus.FAILED, run(orphan).status());
        RunId fourth = enqueue(Ask.asking("four").in(session));
        assertTrue(read(second, 0).orphaned());

        assertEquals(List.of(new Execution(second, 1)), claimAll().stream().map(Claim::execution).toList());
        assertEquals(RunStatus.QUEUED, run(fourth).status());
    }

    @Test
    final void openTurn_thatWaits_isGivenToWhoClosesTheOneBefore() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        SessionId session = first.session().id();
        NewTurn turn = Ask.asking("two").in(session).about("a text").grounded().orWait().seeing(1).turn();

        var queued = assertInstanceOf(TurnOpening.Queued.class, store().openTurn(ada, turn));

        assertEquals(2, queued.question().seq());
        assertEquals(2, queued.session().lastSeq());
        assertEquals(RunStatus.QUEUED, run(turn.run()).status());
        assertEquals(1, run(turn.run()).attempt());
        assertEquals(Optional.empty(), store().readTurn(ada, new Execution(turn.run(), 1), 10));
        TurnEnd end = TurnFixtures.end(first, TurnFixtures.completed("uno"));
        TurnClosing.Closed closed = closed(store().closeTurn(ada, end));
        Claim next = closed.next().orElseThrow();
        assertEquals(new Claim(ada, session, new Execution(turn.run(), 1),
                new Grounding.SelectedText(PlainText.of("a text")), false), next);
        assertEquals(RunStatus.RUNNING, run(turn.run()).status());
        assertEquals(new TurnClosing.Closed(closed.answer(), closed.endedAt(), Optional.empty()),
                store().closeTurn(ada, end));
        TurnOpening.Opened read = store().readTurn(ada, next.execution(), 10).orElseThrow();
        assertEquals(queued.question(), read.question());
        assertEquals(List.of("one", "uno"), contents(read.window()));
        assertEquals(List.of("uno"), contents(store().readTurn(ada, next.execution(), 1).orElseThrow().window()));
        assertEquals(3, read.session().lastSeq());
        TurnEnd second = TurnFixtures.end(session, next.execution(), TurnFixtures.completed("due"));
        assertEquals(2, closed(store().closeTurn(ada, second)).answer().orElseThrow().turn());
        assertEquals(List.of("one", "two", "uno", "due"), log(session));
    }

    @Test
    final void openTurn_thatWaits_keepsTheDocumentsItNamed() {
        DocumentId gears = document(ada);
        TurnOpening.Opened first = open(Ask.asking("one").grounded().from(document(ada)));
        SessionId session = first.session().id();
        enqueue(Ask.asking("two").in(session).from(gears));
        enqueue(Ask.asking("three").in(session));

        Claim second = close(first, TurnFixtures.completed("uno")).next().orElseThrow();
        Claim third = closed(store().closeTurn(ada,
                TurnFixtures.end(session, second.execution(), TurnFixtures.completed("due")))).next().orElseThrow();

        assertEquals(new Grounding.Documents(Scope.of(Set.of(gears))), second.grounding());
        assertEquals(new Grounding.Documents(first.scope()), third.grounding());
        assertEquals(first.scope(), store().readTurn(ada, third.execution(), 10).orElseThrow().scope());
    }

    @Test
    final void openTurn_thatWaitsForNothing_isOpened() {
        TurnOpening.Opened first = open(Ask.asking("one").orWait());
        close(first, TurnFixtures.completed("uno"));

        assertEquals(List.of(), open(Ask.asking("two").in(first.session().id()).orWait()).interrupted());
    }

    @Test
    final void openTurn_manyAtOnceThatWait_areExecutedOneByOneInTheirOrder() throws Exception {
        TurnOpening.Opened first = open(Ask.asking("start"));
        SessionId session = first.session().id();
        int waiting = 30;
        atOnce(IntStream.range(0, waiting).mapToObj(i -> (Callable<RunId>) () -> {
            return enqueue(Ask.asking("question " + i).in(session));
        }).toList());
        List<Message> asked = store().readMessages(ada, session, 1, SessionStore.MAX_PAGE);
        assertEquals(waiting, asked.size());

        var executed = new ArrayList<RunId>();
        Optional<Claim> next = close(first, TurnFixtures.completed("answer")).next();
        while (next.isPresent()) {
            Execution execution = next.get().execution();
            executed.add(execution.run());
            assertEquals(1, asked.stream().filter(each -> run(each.run()).status() == RunStatus.RUNNING).count());
            next = closed(store().closeTurn(ada,
                    TurnFixtures.end(session, execution, TurnFixtures.completed("answer")))).next();
        }

        assertEquals(asked.stream().map(Message::run).toList(), executed);
        assertEquals(2 * (1 + waiting), log(session).size());
    }

    @Test
    final void openTurn_beyondTheMostThatMayWait_isRefused() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        SessionId session = first.session().id();
        for (int i = 1; i < NewTurn.MAX_WAITING; i++) {
            enqueue(Ask.asking("waiting").in(session));
        }

        NewTurn tooMany = Ask.asking("too many").in(session).orWait().turn();

        assertEquals(new TurnOpening.Busy(session, first.question().run()), store().openTurn(ada, tooMany));
        assertEquals(Optional.empty(), runs().findRun(ada, tooMany.run()));
        assertEquals(NewTurn.MAX_WAITING, open(Ask.asking("enough").in(session)).interrupted().size());
    }

    @ParameterizedTest
    @EnumSource(OnBusy.class)
    final void openTurn_insteadOfAnEarlierMessage_branchesOffBeforeIt(OnBusy onBusy) {
        TurnOpening.Opened first = open(Ask.asking("q1").grounded().with(Map.of("a", "b")));
        SessionId old = first.session().id();
        close(first, TurnFixtures.cited("a1"));
        TurnOpening.Opened second = open(Ask.asking("q2").in(old));
        RunId waiting = enqueue(Ask.asking("q3").in(old));
        List<Message> before = store().readMessages(ada, old, 0, 10);
        NewTurn edit = Ask.asking("other q2")
                .in(old)
                .insteadOf(second.question().id())
                .whenBusy(onBusy)
                .with(Map.of("not", "kept"))
                .turn();

        TurnOpening.Opened branch = opened(store().openTurn(ada, edit));

        assertEquals(edit.freshSession(), branch.session().id());
        assertEquals(SessionMode.GROUNDED_RAG, branch.session().mode());
        assertEquals(new Metadata(Map.of("a", "b")), branch.session().metadata());
        assertEquals(Optional.of(new Branch(old, 2)), branch.session().branch());
        assertEquals(Optional.of(branch.session()), store().findSession(ada, edit.freshSession()));
        assertEquals(3, branch.question().seq());
        assertEquals(List.of(), branch.interrupted());
        List<Message> copies = branch.window();
        assertEquals(2, copies.size());
        for (int i = 0; i < 2; i++) {
            Message original = before.get(i);
            Message copy = copies.get(i);
            assertNotEquals(original.id(), copy.id());
            assertEquals(new Message(copy.id(), edit.freshSession(), original.seq(), original.turn(), original.role(),
                    original.content(), original.status(), original.citations(), original.run(), original.createdAt()),
                    copy);
        }
        assertEquals(before, store().readMessages(ada, old, 0, 10));
        assertEquals(RunStatus.RUNNING, run(second).status());
        assertEquals(RunStatus.QUEUED, run(waiting).status());
        close(branch, TurnFixtures.completed("other a2"));
        assertEquals(List.of("q1", "a1", "other q2", "other a2"), log(edit.freshSession()));
        assertEquals(List.of("q1", "a1", "q2", "q3"), log(old));
    }

    @Test
    final void openTurn_insteadOfTheFirstMessage_sharesNothing() {
        TurnOpening.Opened first = open(Ask.asking("q1"));

        TurnOpening.Opened branch = open(
                Ask.asking("other").in(first.session().id()).insteadOf(first.question().id()));

        assertEquals(Optional.of(new Branch(first.session().id(), 0)), branch.session().branch());
        assertEquals(List.of("other"), log(branch.session().id()));
    }

    @Test
    final void openTurn_insteadOfACopiedMessage_branchesOffTheBranch() {
        TurnOpening.Opened first = open(Ask.asking("q1"));
        close(first, TurnFixtures.completed("a1"));
        TurnOpening.Opened second = open(Ask.asking("q2").in(first.session().id()));
        TurnOpening.Opened branch = open(
                Ask.asking("other q2").in(first.session().id()).insteadOf(second.question().id()));

        TurnOpening.Opened twig = open(
                Ask.asking("other q1").in(branch.session().id()).insteadOf(branch.window().getFirst().id()));

        assertEquals(Optional.of(new Branch(branch.session().id(), 0)), twig.session().branch());
        assertEquals(new TurnOpening.NothingToAsk(), store().openTurn(ada,
                Ask.asking("x").in(branch.session().id()).insteadOf(first.question().id()).turn()));
    }

    @Test
    final void openTurn_insteadOfWhatIsNotThere_storesNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        SessionId session = opened.session().id();
        Message answer = close(opened, TurnFixtures.completed("answer")).answer().orElseThrow();
        MessageId question = opened.question().id();
        var nothing = new TurnOpening.NothingToAsk();

        for (Ask ask : List.of(Ask.asking("x").in(session).insteadOf(answer.id()),
                Ask.asking("x").in(session).insteadOf(new MessageId(UUID.randomUUID())),
                Ask.asking("x").in(new SessionId(UUID.randomUUID())).insteadOf(question),
                Ask.asking("x").insteadOf(question), Ask.asking("x").again(),
                Ask.asking("x").in(new SessionId(UUID.randomUUID())).again())) {
            NewTurn turn = ask.keyed("k").turn();
            assertEquals(nothing, store().openTurn(ada, turn));
            assertEquals(Optional.empty(), store().findSession(ada, turn.freshSession()));
            assertEquals(Optional.empty(), runs().findRun(ada, turn.run()));
        }
        assertEquals(nothing, store().openTurn(bob, Ask.asking("x").in(session).insteadOf(question).turn()));
        assertEquals(nothing, store().openTurn(bob, Ask.asking("x").in(session).again().turn()));
        open(Ask.asking("the key is free").keyed("k"));
    }

    @Test
    final void openTurn_again_asksTheNewestQuestionOnceMore() {
        TurnOpening.Opened first = open(Ask.asking("q1"));
        SessionId session = first.session().id();
        close(first, TurnFixtures.completed("a1"));
        TurnOpening.Opened second = open(Ask.asking("q2").in(session));
        close(second, TurnFixtures.completed("a2"));
        NewTurn again = Ask.asking("").in(session).again().turn();

        TurnOpening.Opened opened = opened(store().openTurn(ada, again));

        assertEquals(second.question(), opened.question());
        assertEquals(List.of("q1", "a1"), contents(opened.window()));
        assertEquals(4, opened.session().lastSeq());
        assertEquals(3, run(again.run()).askSeq());
        var execution = new Execution(again.run(), opened.attempt());
        assertEquals(opened, store().readTurn(ada, execution, 10).orElseThrow());
        Message answer = closed(
                store().closeTurn(ada, TurnFixtures.end(session, execution, TurnFixtures.completed("a2 anew"))))
                .answer()
                .orElseThrow();
        assertEquals(5, answer.seq());
        assertEquals(3, answer.turn());
        assertEquals(Role.ASSISTANT, answer.role());
        assertEquals(again.run(), answer.run());
        TurnOpening.Opened third = open(Ask.asking("q3").in(session).seeing(4));
        assertEquals(List.of("a1", "q2", "a2", "a2 anew"), contents(third.window()));
    }

    @Test
    final void openTurn_againWhileBusy_interruptsWaitsOrIsRefused() {
        TurnOpening.Opened first = open(Ask.asking("q1").followed());
        SessionId session = first.session().id();
        appendAll(execution(first), "half");

        assertEquals(new TurnOpening.Busy(session, first.question().run()),
                store().openTurn(ada, Ask.asking("").in(session).again().orReject().turn()));
        RunId waiting = enqueue(Ask.asking("").in(session).again());
        TurnOpening.Opened again = open(Ask.asking("").in(session).again());

        assertEquals(List.of(first.question().run(), waiting), again.interrupted());
        assertEquals(first.question(), again.question());
        assertEquals(List.of(), again.window());
        assertEquals(List.of("q1", "half"), log(session));
        assertEquals(2, again.session().lastSeq());
    }

    @Test
    final void queuedRuns_ofEveryKind_keepTheOrderOfTheirAsking() {
        TurnOpening.Opened first = open(Ask.asking("q1"));
        SessionId session = first.session().id();
        RunId second = enqueue(Ask.asking("q2").in(session));
        RunId again = enqueue(Ask.asking("").in(session).again());
        RunId third = enqueue(Ask.asking("q3").in(session));
        assertEquals(2, run(again).askSeq());

        var executed = new ArrayList<RunId>();
        Optional<Claim> next = close(first, TurnFixtures.completed("a1")).next();
        while (next.isPresent()) {
            executed.add(next.get().execution().run());
            next = closed(store().closeTurn(ada, TurnFixtures.end(session, next.get().execution(),
                    TurnFixtures.completed("a" + executed.size())))).next();
        }

        assertEquals(List.of(second, again, third), executed);
    }

    @Test
    final void sessions_areUpdatedWhenTheirLogGrows() {
        TurnOpening.Opened first = open(Ask.asking("q1"));
        SessionId session = first.session().id();
        assertUpdatedWithItsLastMessage(session);
        close(first, TurnFixtures.failed());
        assertUpdatedWithItsLastMessage(session);
        close(open(Ask.asking("q2").in(session)), TurnFixtures.completed("a2"));
        assertUpdatedWithItsLastMessage(session);
        open(Ask.asking("").in(session).again());
        assertUpdatedWithItsLastMessage(session);
        SessionId branch = open(Ask.asking("other").in(session).insteadOf(first.question().id())).session().id();
        assertUpdatedWithItsLastMessage(branch);
    }

    private void assertUpdatedWithItsLastMessage(SessionId id) {
        Session session = store().findSession(ada, id).orElseThrow();
        Message last = store().readMessages(ada, id, session.lastSeq() - 1, 1).getFirst();
        assertEquals(last.createdAt(), session.updatedAt());
    }
}
