package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link SessionStore} promises. */
public abstract class SessionStoreContract extends StoreContract {

    @Test
    final void whatIsGivenAlong_isKeptWithTheMessage_andGivenBackWithIt() {
        var along = new Attachments(List.of(AssistantFixtures.KNEE, AssistantFixtures.CONTEXT));
        TurnOpening.Opened one = open(Ask.asking("one").along(AssistantFixtures.KNEE, AssistantFixtures.CONTEXT));
        SessionId session = one.session().id();
        close(one, TurnFixtures.completed("uno"));
        TurnOpening.Opened two = open(Ask.asking("two").in(session).along(AssistantFixtures.KNEE));
        NewTurn oncemore = Ask.asking("x").in(session).again().turn();
        TurnOpening.Opened again = opened(store().openTurn(ada, oncemore));
        TurnOpening.Opened read = store().readTurn(ada, new Execution(oncemore.run(), 1), 10).orElseThrow();
        TurnOpening.Opened branch = open(Ask.asking("three").in(session).insteadOf(two.question().id()));

        var knee = new Attachments(List.of(AssistantFixtures.KNEE));
        assertEquals(along, one.question().attachments());
        assertEquals(List.of(along, Attachments.NONE),
                two.window().stream().map(Message::attachments).toList());
        for (TurnOpening.Opened later : List.of(two, again, read)) {
            assertEquals(knee, later.question().attachments());
            assertEquals(along, later.window().getFirst().attachments());
        }
        assertEquals(Attachments.NONE, branch.question().attachments());
        assertEquals(along, branch.window().getFirst().attachments());
        assertEquals(List.of(along, Attachments.NONE, knee),
                store().readMessages(ada, session, 0, 10).stream().map(Message::attachments).toList());
    }

    @Test
    final void openTurn_withoutSession_startsOneAndStoresMessageAndRun() {
        NewTurn turn = Ask.asking("What is a servo?").with(Map.of("app", "demo", "ünï", "\"\\ \n")).turn();

        TurnOpening.Opened opened = opened(store().openTurn(ada, turn));

        assertEquals(turn.freshSession(), opened.session().id());
        assertEquals(SessionMode.OPEN_CHAT, opened.session().mode());
        assertEquals(turn.metadata(), opened.session().metadata());
        assertEquals(1, opened.session().lastSeq());
        assertEquals(List.of(), opened.window());
        assertEquals(List.of(), opened.interrupted());
        assertEquals(1, opened.attempt());
        var said = (NewTurn.Ask.Said) turn.ask();
        Message question = opened.question();
        assertEquals(
                new Message(said.id(), turn.freshSession(), 1, 1, Role.USER, said.content(), MessageStatus.COMPLETE,
                        List.of(), turn.run(), question.createdAt()),
                question);
        assertEquals(List.of(question), store().readMessages(ada, turn.freshSession(), 0, 10));
        assertEquals(Optional.of(opened.session()), store().findSession(ada, turn.freshSession()));
        Run run = runs().findRun(ada, turn.run()).orElseThrow();
        assertEquals(RunStatus.RUNNING, run.status());
        assertEquals(1, run.askSeq());
        assertEquals(turn.freshSession(), run.session());
    }

    @Test
    final void openTurn_withModeAndSelectedText_keepsTheMode() {
        TurnOpening.Opened opened = open(Ask.asking("What does it say?").grounded().about("Torque is a force."));

        assertEquals(SessionMode.GROUNDED_RAG, opened.session().mode());
        assertEquals(SessionMode.GROUNDED_RAG, store().findSession(ada, opened.session().id()).orElseThrow().mode());
    }

    @Test
    final void openTurn_inOwnSession_goesOnWithIt() {
        TurnOpening.Opened first = open(Ask.asking("one").grounded().with(Map.of("a", "b")));
        close(first, TurnFixtures.completed("uno"));

        TurnOpening.Opened second = open(Ask.asking("two").in(first.session().id()).with(Map.of("not", "kept")));

        assertEquals(first.session().id(), second.session().id());
        assertEquals(first.session().mode(), second.session().mode());
        assertEquals(new Metadata(Map.of("a", "b")), second.session().metadata());
        assertEquals(first.session().createdAt(), second.session().createdAt());
        assertEquals(3, second.question().seq());
        assertEquals(3, second.session().lastSeq());
        assertEquals(List.of("one", "uno"), contents(second.window()));
        assertEquals(store().readMessages(ada, first.session().id(), 0, 2), second.window());
    }

    @Test
    final void openTurn_inUnknownSession_startsANewOne() {
        var unknown = new SessionId(UUID.randomUUID());

        TurnOpening.Opened opened = open(Ask.asking("hello").in(unknown));

        assertNotEquals(unknown, opened.session().id());
        assertEquals(1, opened.question().seq());
    }

    @Test
    final void openTurn_inSomebodyElsesSession_startsANewOneAndLeavesTheOther() {
        TurnOpening.Opened adas = open(Ask.asking("mine"));
        close(adas, TurnFixtures.completed("yours"));

        TurnOpening.Opened bobs = opened(store().openTurn(bob, Ask.asking("theirs").in(adas.session().id()).turn()));

        assertNotEquals(adas.session().id(), bobs.session().id());
        assertEquals(List.of(), bobs.window());
        assertEquals(2, store().readMessages(ada, adas.session().id(), 0, 10).size());
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 3, 10 })
    final void openTurn_returnsTheLatestMessagesOfTheWindow(int window) {
        TurnOpening.Opened turn = open(Ask.asking("q1"));
        close(turn, TurnFixtures.completed("a1"));
        SessionId session = turn.session().id();
        close(open(Ask.asking("q2").in(session)), TurnFixtures.completed("a2"));

        TurnOpening.Opened third = open(Ask.asking("q3").in(session).seeing(window));

        List<String> all = List.of("q1", "a1", "q2", "a2");
        assertEquals(all.subList(Math.max(0, all.size() - window), all.size()), contents(third.window()));
    }

    @Test
    final void openTurn_whileARunIsActive_interruptsItByDefault() {
        TurnOpening.Opened first = open(Ask.asking("first"));

        TurnOpening.Opened second = open(Ask.asking("second").in(first.session().id()));

        assertEquals(List.of(first.question().run()), second.interrupted());
        Run interrupted = runs().findRun(ada, first.question().run()).orElseThrow();
        assertEquals(RunStatus.CANCELLED, interrupted.status());
        assertTrue(interrupted.endedAt().isPresent());
        assertEquals(List.of("first"), contents(second.window()));
    }

    @Test
    final void openTurn_whileARunIsActive_isRefusedOnDemandAndStoresNothing() {
        TurnOpening.Opened first = open(Ask.asking("first"));
        NewTurn refused = Ask.asking("second").in(first.session().id()).orReject().turn();

        TurnOpening opening = store().openTurn(ada, refused);

        assertEquals(new TurnOpening.Busy(first.session().id(), first.question().run()), opening);
        assertEquals(Optional.empty(), runs().findRun(ada, refused.run()));
        assertEquals(List.of("first"), contents(store().readMessages(ada, first.session().id(), 0, 10)));
        assertEquals(RunStatus.RUNNING, status(first));
        assertEquals(1, store().findSession(ada, first.session().id()).orElseThrow().lastSeq());
    }

    @Test
    final void openTurn_whenTheActiveRunsLeaseIsOver_failsThatRunAndIsNotRefused() throws InterruptedException {
        TurnOpening.Opened orphan = open(Ask.asking("first").leasedFor(Duration.ofMillis(1)));
        TurnOpening opening = refusedOrOpened(orphan.session().id());
        for (int tries = 0; opening instanceof TurnOpening.Busy && tries < 200; tries++) {
            Thread.sleep(5);
            opening = refusedOrOpened(orphan.session().id());
        }

        assertEquals(List.of(), opened(opening).interrupted());
        Run run = runs().findRun(ada, orphan.question().run()).orElseThrow();
        assertEquals(RunStatus.FAILED, run.status());
        assertEquals("orphaned", run.error().orElseThrow().code());
    }

    @Test
    final void closeTurn_withAWholeAnswer_storesIt() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnEnd end = TurnFixtures.end(opened, TurnFixtures.cited("The answer [1] [2]."));

        TurnClosing.Closed closed = closed(store().closeTurn(ada, end));

        Message answer = closed.answer().orElseThrow();
        var outcome = (RunOutcome.Completed) end.outcome();
        assertEquals(
                new Message(end.answer(), end.session(), 2, 1, Role.ASSISTANT, outcome.answer(), MessageStatus.COMPLETE,
                        outcome.citations(), end.run(), answer.createdAt()),
                answer);
        assertEquals(List.of(opened.question(), answer), store().readMessages(ada, end.session(), 0, 10));
        Run run = runs().findRun(ada, end.run()).orElseThrow();
        assertEquals(new Run(end.run(), end.session(), RunStatus.COMPLETED, 1, 1, Optional.of(2L), Optional.empty(),
                Optional.empty(), Optional.of(end.receipt()), opened.question().createdAt(),
                Optional.of(closed.endedAt())),
                run);
        Session session = store().findSession(ada, end.session()).orElseThrow();
        assertEquals(2, session.lastSeq());
        assertFalse(session.updatedAt().isBefore(opened.session().updatedAt()));
    }

    @Test
    final void closeTurn_withUsage_storesIt() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        RunOutcome.Completed outcome = TurnFixtures.completed("answer");

        close(opened, outcome);

        assertEquals(outcome.usage(), runs().findRun(ada, opened.question().run()).orElseThrow().usage());
    }

    @Test
    final void closeTurn_withABrokenAnswer_storesItAsPartialWithTheReason() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        RunOutcome.Incomplete outcome = TurnFixtures.incomplete("The ans");

        TurnClosing.Closed closed = close(opened, outcome);

        assertEquals(MessageStatus.PARTIAL, closed.answer().orElseThrow().status());
        Run run = runs().findRun(ada, opened.question().run()).orElseThrow();
        assertEquals(RunStatus.INCOMPLETE, run.status());
        assertEquals(Optional.of(outcome.error()), run.error());
    }

    @Test
    final void closeTurn_withoutAnAnswer_storesNoMessage() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        RunOutcome.Failed outcome = TurnFixtures.failed();

        TurnClosing.Closed closed = close(opened, outcome);

        assertEquals(Optional.empty(), closed.answer());
        assertEquals(List.of("question"), contents(store().readMessages(ada, opened.session().id(), 0, 10)));
        Run run = runs().findRun(ada, opened.question().run()).orElseThrow();
        assertEquals(RunStatus.FAILED, run.status());
        assertEquals(Optional.of(outcome.error()), run.error());
        assertEquals(Optional.empty(), run.answerSeq());
        assertEquals(2, open(Ask.asking("again").in(opened.session().id())).question().seq());
    }

    @Test
    final void openTurn_withDocuments_keepsThemWithTheSessionItMakes() {
        DocumentId gears = document(ada);
        DocumentId motors = document(ada);

        TurnOpening.Opened opened = open(Ask.asking("one").from(gears, motors));

        Scope scope = Scope.of(Set.of(gears, motors));
        assertEquals(scope, opened.scope());
        assertEquals(scope, opened.session().scope());
        assertEquals(scope, store().findSession(ada, opened.session().id()).orElseThrow().scope());
        assertEquals(scope, store().readTurn(ada, execution(opened), 10).orElseThrow().scope());
        assertEquals(scope, open(Ask.asking("two").in(opened.session().id())).scope());
    }

    @Test
    final void openTurn_withDocumentsOfItsOwn_leavesTheSessionAsItIs() {
        DocumentId gears = document(ada);
        DocumentId motors = document(ada);
        SessionId session = open(Ask.asking("one").from(gears)).session().id();

        TurnOpening.Opened other = open(Ask.asking("two").in(session).from(motors));
        TurnOpening.Opened all = open(Ask.asking("three").in(session).from());

        assertEquals(Scope.of(Set.of(motors)), other.scope());
        assertEquals(Scope.ALL, all.scope());
        assertEquals(Scope.of(Set.of(gears)), all.session().scope());
    }

    @Test
    final void openTurn_instead_givesTheBranchTheScopeOfItsSession() {
        DocumentId gears = document(ada);
        TurnOpening.Opened first = open(Ask.asking("one").from(gears));
        close(first, TurnFixtures.completed("uno"));

        TurnOpening.Opened branch = open(
                Ask.asking("other").in(first.session().id()).insteadOf(first.question().id()).from(document(ada)));

        assertEquals(Scope.of(Set.of(gears)), branch.session().scope());
        assertNotEquals(Scope.of(Set.of(gears)), branch.scope());
    }

    @Test
    final void openTurn_withADocumentThatIsNotThere_storesNothing() {
        SessionId session = open(Ask.asking("one")).session().id();
        DocumentId known = document(ada);
        for (DocumentId other : List.of(document(bob), new DocumentId(UUID.randomUUID()))) {
            NewTurn turn = Ask.asking("two").in(session).from(known, other).turn();

            assertEquals(new TurnOpening.NoSuchDocument(), store().openTurn(ada, turn));

            assertEquals(Optional.empty(), runs().findRun(ada, turn.run()));
            assertEquals(Optional.empty(), store().findSession(ada, turn.freshSession()));
        }
        assertEquals(List.of("one"), log(session));
    }

    @Test
    final void openTurn_saidAgainWithItsKey_joinsWithoutALookAtDocuments() {
        TurnOpening.Opened first = open(Ask.asking("one").keyed("a key"));

        TurnOpening again = store().openTurn(ada,
                Ask.asking("one").keyed("a key").from(new DocumentId(UUID.randomUUID())).turn());

        assertEquals(new TurnOpening.Joined(first.session().id(), first.question().run()), again);
    }

    @Test
    final void openTurn_tellsTheLatestChangeOfWhatItsOwnerMayFind() {
        document(bob);
        TurnOpening.Opened before = open(Ask.asking("one"));
        document(ada);
        TurnOpening.Opened after = open(Ask.asking("two").in(before.session().id()));

        assertEquals(0, before.reach());
        assertTrue(after.reach() > 0);
        assertEquals(after.reach(), store().readTurn(ada, execution(after), 10).orElseThrow().reach());
    }

    @Test
    final void closeTurn_ofACancelledRun_keepsItsCitations() {
        TurnOpening.Opened opened = open(Ask.asking("one"));
        var citations = List.of(TurnFixtures.citation(2, 9, "a quote"), TurnFixtures.citation(1, 12, "another 🤖"));

        close(opened, new RunOutcome.Cancelled(Optional.of(PlainText.of("as far[2][1] as")), citations));

        assertEquals(citations, store().readMessages(ada, opened.session().id(), 1, 1).getFirst().citations());
        assertEquals(citations.subList(1, 2), read(opened.question().run(), 9).cited());
    }

    @Test
    final void closeTurn_ofACancelledRun_keepsWhatCame() {
        TurnOpening.Opened with = open(Ask.asking("one"));
        TurnOpening.Opened without = open(Ask.asking("two"));

        TurnClosing.Closed kept = close(with,
                new RunOutcome.Cancelled(Optional.of(PlainText.of("as far as")), List.of()));
        TurnClosing.Closed nothing = close(without, new RunOutcome.Cancelled(Optional.empty(), List.of()));

        assertEquals(MessageStatus.PARTIAL, kept.answer().orElseThrow().status());
        assertEquals(Optional.empty(), nothing.answer());
        assertEquals(RunStatus.CANCELLED, status(with));
        assertEquals(RunStatus.CANCELLED, status(without));
    }

    @Test
    final void closeTurn_saidTwice_tellsTheSameAndStoresOnce() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnEnd end = TurnFixtures.end(opened, TurnFixtures.cited("answer"));

        TurnClosing first = store().closeTurn(ada, end);
        TurnClosing second = store().closeTurn(ada, end);

        assertEquals(first, second);
        assertEquals(2, store().readMessages(ada, end.session(), 0, 10).size());
    }

    @Test
    final void closeTurn_saidTwiceWithoutAnswer_tellsTheSame() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnEnd end = TurnFixtures.end(opened, TurnFixtures.failed());

        assertEquals(store().closeTurn(ada, end), store().closeTurn(ada, end));
    }

    @Test
    final void closeTurn_ofAnEndedRun_storesNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        close(opened, TurnFixtures.completed("answer"));

        TurnClosing other = store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("another answer")));

        assertEquals(new TurnClosing.Superseded(Optional.of(RunStatus.COMPLETED)), other);
        assertEquals(List.of("question", "answer"), contents(store().readMessages(ada, opened.session().id(), 0, 10)));
    }

    @Test
    final void closeTurn_ofAnInterruptedRun_storesNothing() {
        TurnOpening.Opened first = open(Ask.asking("first"));
        TurnOpening.Opened second = open(Ask.asking("second").in(first.session().id()));

        TurnClosing late = store().closeTurn(ada, TurnFixtures.end(first, TurnFixtures.completed("too late")));

        assertEquals(new TurnClosing.Superseded(Optional.of(RunStatus.CANCELLED)), late);
        close(second, TurnFixtures.completed("in time"));
        assertEquals(List.of("first", "second", "in time"),
                contents(store().readMessages(ada, first.session().id(), 0, 10)));
    }

    @Test
    final void closeTurn_ofAnotherAttempt_storesNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnEnd end = TurnFixtures.end(opened, TurnFixtures.completed("zombie"));
        var zombie = new TurnEnd(end.session(), end.run(), end.attempt() + 1, end.answer(), end.outcome(),
                end.receipt(), end.hold());

        assertEquals(new TurnClosing.Superseded(Optional.of(RunStatus.RUNNING)), store().closeTurn(ada, zombie));
        assertEquals(1, store().readMessages(ada, end.session(), 0, 10).size());
    }

    @Test
    final void closeTurn_bySomebodyElseOrUnknown_answersAlikeAndStoresNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnEnd end = TurnFixtures.end(opened, TurnFixtures.completed("intruder"));
        var unknown = new TurnEnd(end.session(), new RunId(UUID.randomUUID()), 1, end.answer(), end.outcome(),
                end.receipt(), end.hold());

        TurnClosing foreign = store().closeTurn(bob, end);

        assertEquals(new TurnClosing.Superseded(Optional.empty()), foreign);
        assertEquals(foreign, store().closeTurn(ada, unknown));
        assertEquals(RunStatus.RUNNING, status(opened));
        assertEquals(1, store().readMessages(ada, end.session(), 0, 10).size());
    }

    @Test
    final void reads_bySomebodyElse_answerLikeTheUnknown() {
        TurnOpening.Opened opened = open(Ask.asking("secret"));

        assertEquals(Optional.empty(), store().findSession(bob, opened.session().id()));
        assertEquals(List.of(), store().readMessages(bob, opened.session().id(), 0, 10));
        assertEquals(Optional.empty(), runs().findRun(bob, opened.question().run()));
        assertEquals(Optional.empty(), store().findSession(ada, new SessionId(UUID.randomUUID())));
        assertEquals(List.of(), store().readMessages(ada, new SessionId(UUID.randomUUID()), 0, 10));
        assertEquals(Optional.empty(), runs().findRun(ada, new RunId(UUID.randomUUID())));
    }

    @Test
    final void readMessages_pagesFromAnyPosition() {
        TurnOpening.Opened opened = open(Ask.asking("q1"));
        close(opened, TurnFixtures.completed("a1"));
        SessionId session = opened.session().id();
        close(open(Ask.asking("q2").in(session)), TurnFixtures.completed("a2"));

        assertEquals(List.of("q1"), contents(store().readMessages(ada, session, 0, 1)));
        assertEquals(List.of("a1", "q2"), contents(store().readMessages(ada, session, 1, 2)));
        assertEquals(List.of("a2"), contents(store().readMessages(ada, session, 3, SessionStore.MAX_PAGE)));
        assertEquals(List.of(), store().readMessages(ada, session, 4, 5));
        assertEquals(List.of(), store().readMessages(ada, session, Long.MAX_VALUE, 5));
        assertThrows(IllegalArgumentException.class, () -> store().readMessages(ada, session, -1, 5));
        assertThrows(IllegalArgumentException.class, () -> store().readMessages(ada, session, 0, 0));
        assertThrows(IllegalArgumentException.class,
                () -> store().readMessages(ada, session, 0, SessionStore.MAX_PAGE + 1));
    }

    @Test
    final void text_ofAnyKind_comesBackAsItWas() {
        String all = "emoji 🤖👩‍🔧, Türkçe ığüş, עברית, 漢字, tab\t, quote ' \" \\, newline\r\n, \uFFFD, \u0001, {\"a\": [null]}";
        String long1 = "0123456789abcdef".repeat(65_536);
        TurnOpening.Opened opened = open(Ask.asking(all).about(long1));

        TurnClosing.Closed closed = close(opened, TurnFixtures.completed(long1 + all));

        assertEquals(all, opened.question().content().value());
        List<Message> stored = store().readMessages(ada, opened.session().id(), 0, 10);
        assertEquals(List.of(all, long1 + all), contents(stored));
        assertEquals(closed.answer().orElseThrow(), stored.get(1));
        assertEquals(stored, open(Ask.asking("next").in(opened.session().id())).window());
    }

    @Test
    final void openTurn_manyAtOnceInOneSession_givesDensePositionsAndOneActiveRun() throws Exception {
        SessionId session = open(Ask.asking("start")).session().id();
        int threads = 8;
        int each = 10;
        var work = new ArrayList<Callable<List<TurnOpening.Opened>>>();
        for (int t = 0; t < threads; t++) {
            work.add(() -> IntStream.range(0, each).mapToObj(i -> {
                TurnOpening.Opened opened = open(Ask.asking("message " + i).in(session).seeing(0));
                store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("answer " + i)));
                return opened;
            }).toList());
        }
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (Future<List<TurnOpening.Opened>> done : pool.invokeAll(work)) {
                assertEquals(each, done.get().size());
            }
        }

        List<Message> log = store().readMessages(ada, session, 0, SessionStore.MAX_PAGE);
        assertEquals(LongStream.rangeClosed(1, log.size()).boxed().toList(), log.stream().map(Message::seq).toList());
        assertEquals(1 + threads * each, log.stream().filter(message -> message.role() == Role.USER).count());
        assertEquals(log.size(), store().findSession(ada, session).orElseThrow().lastSeq());
        for (Message message : log) {
            Run run = runs().findRun(ada, message.run()).orElseThrow();
            assertTrue(run.status().isTerminal());
            if (message.role() == Role.ASSISTANT) {
                assertEquals(RunStatus.COMPLETED, run.status());
                assertEquals(Optional.of(message.seq()), run.answerSeq());
            }
        }
    }

    @Test
    final void closeTurn_byTwoAtOnce_storesOneAnswer() throws Exception {
        for (int round = 0; round < 20; round++) {
            TurnOpening.Opened opened = open(Ask.asking("question"));
            var ends = List.of(TurnFixtures.end(opened, TurnFixtures.completed("left")),
                    TurnFixtures.end(opened, TurnFixtures.completed("right")));
            try (var pool = Executors.newFixedThreadPool(2)) {
                var work = ends.stream().<Callable<TurnClosing>>map(end -> () -> store().closeTurn(ada, end)).toList();
                long won = 0;
                for (Future<TurnClosing> done : pool.invokeAll(work)) {
                    won += done.get() instanceof TurnClosing.Closed ? 1 : 0;
                }
                assertEquals(1, won);
            }
            assertEquals(2, store().readMessages(ada, opened.session().id(), 0, 10).size());
        }
    }

    @Test
    final void times_areTheStoresAndInOrder() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnClosing.Closed closed = close(opened, TurnFixtures.completed("answer"));

        Instant asked = opened.question().createdAt();
        assertFalse(closed.endedAt().isBefore(asked));
        assertTrue(Duration.between(asked, closed.endedAt()).compareTo(Duration.ofMinutes(1)) < 0);
    }

    private TurnOpening refusedOrOpened(SessionId session) {
        return store().openTurn(ada, Ask.asking("second").in(session).orReject().turn());
    }

    private RunStatus status(TurnOpening.Opened opened) {
        return run(opened).status();
    }
}
