package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a {@link RunStore} promises about who executes a run and what is known of its text. */
public abstract class RunStoreContract extends StoreContract {

    @Test
    final void heartbeat_extendsTheLeaseAndTellsNothingNew() {
        TurnOpening.Opened opened = open(Ask.asking("question").leasedFor(Duration.ofMillis(1)));
        awaitOrphan(opened.question().run());

        List<Pulse> pulses = runs().heartbeat(TurnFixtures.HOLD, List.of(execution(opened)));

        assertEquals(List.of(new Pulse(opened.question().run(), false, false)), pulses);
        assertFalse(read(opened.question().run(), 0).orphaned());
        assertEquals(List.of(), claimAll());
    }

    @Test
    final void heartbeat_tellsWhatOthersWant() {
        TurnOpening.Opened cancelled = open(Ask.asking("one"));
        TurnOpening.Opened followed = open(Ask.asking("two"));
        TurnOpening.Opened born = open(Ask.asking("three").followed());
        runs().cancel(ada, cancelled.question().run());
        runs().follow(ada, followed.question().run());

        List<Pulse> pulses = runs().heartbeat(TurnFixtures.HOLD,
                List.of(execution(cancelled), execution(followed), execution(born)));

        assertEquals(
                Set.of(new Pulse(cancelled.question().run(), true, false),
                        new Pulse(followed.question().run(), false, true),
                        new Pulse(born.question().run(), false, true)),
                new HashSet<>(pulses));
    }

    @Test
    final void heartbeat_ofWhatIsNotTheSpeakers_leavesItOut() {
        TurnOpening.Opened ended = open(Ask.asking("one"));
        close(ended, TurnFixtures.completed("uno"));
        TurnOpening.Opened taken = open(Ask.asking("two"));
        release(execution(taken));
        assertEquals(1, claimAll().size());
        TurnOpening.Opened busy = open(Ask.asking("three"));
        RunId waiting = enqueue(Ask.asking("four").in(busy.session().id()));
        TurnOpening.Opened own = open(Ask.asking("five"));

        List<Pulse> pulses = runs().heartbeat(TurnFixtures.HOLD,
                List.of(execution(ended), execution(taken), new Execution(waiting, 1),
                        new Execution(new RunId(UUID.randomUUID()), 1), execution(own)));

        assertEquals(List.of(own.question().run()), pulses.stream().map(Pulse::run).toList());
        assertEquals(RunStatus.COMPLETED, run(ended).status());
        assertEquals(RunStatus.QUEUED, run(waiting).status());
        assertEquals(List.of(), runs().heartbeat(TurnFixtures.HOLD, List.of()));
    }

    @Test
    final void release_letsAnotherClaimAtOnceAndMeansNothingAfterwards() {
        TurnOpening.Opened opened = open(Ask.asking("question"));

        release(execution(opened));
        List<Claim> claims = claimAll();
        runs().release(TurnFixtures.HOLD, List.of(execution(opened)));

        assertEquals(List.of(new Execution(opened.question().run(), 2)),
                claims.stream().map(Claim::execution).toList());
        assertFalse(read(opened.question().run(), 0).orphaned());
        assertEquals(List.of(), claimAll());
    }

    @Test
    final void claim_ofAnOrphan_givesItUnderANewAttempt() {
        TurnOpening.Opened opened = open(Ask.asking("question").grounded().about("a text").followed());
        RunId id = opened.question().run();
        release(execution(opened));

        Claim claim = claimAll().getFirst();

        assertEquals(new Claim(ada, opened.session().id(), new Execution(id, 2),
                new Grounding.SelectedText(PlainText.of("a text")), true), claim);
        assertEquals(2, run(id).attempt());
        assertEquals(RunStatus.RUNNING, run(id).status());
        assertEquals(Optional.empty(), store().readTurn(ada, execution(opened), 10));
        assertEquals(
                Optional.of(
                        new TurnOpening.Opened(opened.session(), opened.question(), List.of(), SessionMode.GROUNDED_RAG,
                                Scope.ALL,
                                Optional.empty(), 0, 2,
                                List.of(), Optional.empty(), true)),
                store().readTurn(ada, claim.execution(), 10));
        assertEquals(Optional.empty(), store().readTurn(bob, claim.execution(), 10));
        assertEquals(new TextLogging(Set.of(id), Set.of(), Set.of()), append(execution(opened), 0, "zombie"));
        assertEquals(new TurnClosing.Superseded(Optional.of(RunStatus.RUNNING)),
                store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("zombie"))));
        closed(store().closeTurn(ada,
                TurnFixtures.end(claim.session(), claim.execution(), TurnFixtures.completed("answer"))));
        assertEquals(List.of("question", "answer"), log(opened.session().id()));
    }

    @Test
    final void claim_ofARunThatIsHeldOrEnded_givesNothing() {
        TurnOpening.Opened held = open(Ask.asking("one"));
        enqueue(Ask.asking("waiting").in(held.session().id()));
        close(open(Ask.asking("two")), TurnFixtures.failed());

        assertEquals(List.of(), claimAll());
        assertEquals(1, run(held).attempt());
        assertThrows(IllegalArgumentException.class, () -> runs().claim(TurnFixtures.HOLD, 0));
    }

    @Test
    final void claim_ofARunThatWasTriedOftenEnough_failsIt() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        var execution = execution(opened);
        for (int attempt = 2; attempt <= RunStore.MAX_ATTEMPTS; attempt++) {
            release(execution);
            execution = claimAll().getFirst().execution();
            assertEquals(attempt, execution.attempt());
        }
        release(execution);

        assertEquals(List.of(), claimAll());

        Run run = run(opened);
        assertEquals(RunStatus.FAILED, run.status());
        assertEquals(RunStore.ORPHANED, run.error().map(RunError::code).orElseThrow());
        assertEquals(Optional.empty(), run.answerSeq());
        assertEquals(Optional.empty(), run.receipt());
        assertEquals(List.of("question"), log(opened.session().id()));
    }

    @Test
    final void claim_ofAnOrphanThatShowedText_endsItWithThatText() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        appendAll(execution(opened), "as far ");
        assertEquals(TextLogging.ALL, append(execution(opened), 7, "as this"));
        release(execution(opened));

        assertEquals(List.of(), claimAll());

        Run run = run(opened);
        assertEquals(RunStatus.INCOMPLETE, run.status());
        assertEquals(RunStore.ORPHANED, run.error().map(RunError::code).orElseThrow());
        assertEquals(Optional.of(2L), run.answerSeq());
        assertEquals(Optional.empty(), run.receipt());
        Message answer = store().readMessages(ada, opened.session().id(), 1, 10).getFirst();
        assertEquals(new Message(answer.id(), opened.session().id(), 2, 1, Role.ASSISTANT,
                PlainText.of("as far as this"), MessageStatus.PARTIAL, List.of(), run.id(), answer.createdAt()),
                answer);
        RunProgress progress = read(run.id(), 4);
        assertEquals("ar as this", progress.text());
        assertEquals(Optional.of(answer), progress.answer());
        assertFalse(progress.orphaned());
    }

    @Test
    final void claim_ofAnOrphanThatShowedOnlyWhiteSpace_failsIt() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        appendAll(execution(opened), " \n ");
        release(execution(opened));

        assertEquals(List.of(), claimAll());
        assertEquals(RunStatus.FAILED, run(opened).status());
        assertEquals(List.of("question"), log(opened.session().id()));
    }

    @Test
    final void claim_ofAnOrphanWhoseEndWasAskedFor_cancelsItWithItsText() {
        TurnOpening.Opened with = open(Ask.asking("one").followed());
        TurnOpening.Opened without = open(Ask.asking("two"));
        appendAll(execution(with), "text");
        for (TurnOpening.Opened each : List.of(with, without)) {
            runs().cancel(ada, each.question().run());
            release(execution(each));
        }

        assertEquals(List.of(), claimAll());
        assertEquals(RunStatus.CANCELLED, run(with).status());
        assertEquals(RunStatus.CANCELLED, run(without).status());
        assertEquals(Optional.empty(), run(with).error());
        assertEquals(List.of("one", "text"), log(with.session().id()));
        assertEquals(List.of("two"), log(without.session().id()));
    }

    @Test
    final void claim_ofAFollowedOrphanWhoseTextIsLost_failsIt() {
        TurnOpening.Opened shown = open(Ask.asking("one").followed());
        TurnOpening.Opened unseen = open(Ask.asking("two"));
        appendAll(execution(shown), "text");
        release(execution(shown));
        release(execution(unseen));
        loseText();

        assertEquals(List.of(unseen.question().run()),
                claimAll().stream().map(claim -> claim.execution().run()).toList());
        assertEquals(RunStatus.FAILED, run(shown).status());
        assertEquals(RunStore.ORPHANED, run(shown).error().map(RunError::code).orElseThrow());
    }

    @Test
    final void claim_thatEndsAnOrphan_givesTheQueuedRunBehindIt() {
        TurnOpening.Opened first = open(Ask.asking("one").followed());
        RunId second = enqueue(Ask.asking("two").in(first.session().id()));
        RunId third = enqueue(Ask.asking("three").in(first.session().id()));
        appendAll(execution(first), "uno");
        release(execution(first));

        List<Claim> claims = runs().claim(TurnFixtures.HOLD, 100);

        assertEquals(List.of(new Execution(second, 1)), mine(claims).map(Claim::execution).toList());
        assertEquals(RunStatus.INCOMPLETE, run(first).status());
        assertEquals(RunStatus.RUNNING, run(second).status());
        assertEquals(RunStatus.QUEUED, run(third).status());
        assertFalse(read(second, 0).orphaned());
        assertFalse(read(third, 0).orphaned());
        assertEquals(List.of(), claimAll());
    }

    @Test
    final void claim_withALimit_givesNoMoreAndInTheEndAll() {
        claimAll();
        var opened = IntStream.range(0, 5).mapToObj(i -> open(Ask.asking("question " + i))).toList();
        opened.forEach(each -> release(execution(each)));

        var claimed = new HashSet<RunId>();
        for (int i = 0; i < 5; i++) {
            List<Claim> one = runs().claim(TurnFixtures.HOLD, 1);
            assertEquals(1, one.size());
            claimed.add(one.getFirst().execution().run());
        }

        assertEquals(List.of(), runs().claim(TurnFixtures.HOLD, 1));
        assertEquals(new HashSet<>(opened.stream().map(each -> each.question().run()).toList()), claimed);
    }

    @Test
    final void claim_bySeveralAtOnce_givesEachOrphanOnce() throws Exception {
        int orphans = 40;
        var expected = new HashSet<Execution>();
        for (int i = 0; i < orphans; i++) {
            TurnOpening.Opened opened = open(Ask.asking("question"));
            release(execution(opened));
            expected.add(new Execution(opened.question().run(), 2));
        }

        List<List<Claim>> all = atOnce(IntStream.range(0, 4).mapToObj(i -> (Callable<List<Claim>>) () -> {
            var got = new ArrayList<Claim>();
            List<Claim> some = runs().claim(TurnFixtures.HOLD, 3);
            while (!some.isEmpty()) {
                got.addAll(some);
                some = runs().claim(TurnFixtures.HOLD, 3);
            }
            return got;
        }).toList());

        // Those that another one is just looking at may be passed over; they are there the next time.
        var claims = new ArrayList<>(all.stream().flatMap(each -> mine(each)).toList());
        claims.addAll(claimAll());
        assertEquals(orphans, claims.size());
        assertEquals(expected, new HashSet<>(claims.stream().map(Claim::execution).toList()));
    }

    @Test
    final void claim_againstALateClose_letsOneOfThemWin() throws Exception {
        for (int round = 0; round < 20; round++) {
            TurnOpening.Opened opened = open(Ask.asking("question"));
            release(execution(opened));
            TurnEnd late = TurnFixtures.end(opened, TurnFixtures.completed("late"));

            List<Boolean> won = atOnce(List.<Callable<Boolean>>of(() -> !claimAll().isEmpty(),
                    () -> store().closeTurn(ada, late) instanceof TurnClosing.Closed));

            boolean closed = won.get(1);
            assertEquals(closed ? RunStatus.COMPLETED : RunStatus.RUNNING, run(opened).status());
            assertEquals(closed ? List.of("question", "late") : List.of("question"), log(opened.session().id()));
            assertFalse(won.get(0) && closed);
        }
    }

    @Test
    final void append_ofPiecesThatFollow_isReadFromAnyPosition() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        Execution execution = execution(opened);
        assertEquals("", read(execution.run(), 0).text());

        appendAll(execution, "Grün🤖");
        assertEquals(TextLogging.ALL, append(execution, 6, " \"quoted\" \\ 漢\r\n"));
        assertEquals(TextLogging.ALL, append(execution, 21, "\u0001end"));

        String all = "Grün🤖 \"quoted\" \\ 漢\r\n\u0001end";
        for (int after : List.of(0, 1, 4, 6, 10, 21, all.length() - 1)) {
            assertEquals(all.substring(after), read(execution.run(), after).text());
        }
        assertEquals("", read(execution.run(), all.length()).text());
        assertEquals("", read(execution.run(), Integer.MAX_VALUE).text());
        assertEquals(Optional.empty(), read(execution.run(), 0).answer());
    }

    @Test
    final void claim_ofAnOrphan_keepsTheDocumentsItNamed() {
        TurnOpening.Opened opened = open(Ask.asking("question").from(document(ada)));
        release(execution(opened));

        Claim claim = claimAll().getFirst();

        assertEquals(new Grounding.Open(opened.scope()), claim.grounding());
        assertEquals(opened.scope(), store().readTurn(ada, claim.execution(), 10).orElseThrow().scope());
    }

    @Test
    final void append_withCitations_tellsThoseBehindAPositionInTheirOrder() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        RunId id = opened.question().run();
        Citation first = TurnFixtures.citation(1, 4, "a quote");
        Citation second = TurnFixtures.citation(2, 4, "\"another\" 🤖\n");
        Citation third = TurnFixtures.citation(1, 13, "the last");

        assertEquals(TextLogging.ALL, append(execution(opened), 0, "A[1]", first, second));
        assertEquals(TextLogging.ALL, append(execution(opened), 4, " and B[1"));
        assertEquals(List.of(first, second), read(id, 0).cited());
        assertEquals(TextLogging.ALL, append(execution(opened), 12, "]]", third));

        assertEquals(List.of(first, second, third), read(id, 0).cited());
        assertEquals(List.of(first, second, third), read(id, 3).cited());
        assertEquals(List.of(third), read(id, 4).cited());
        assertEquals(List.of(third), read(id, 12).cited());
        assertEquals(List.of(), read(id, 13).cited());
        assertEquals(List.of(), runs().follow(ada, id).orElseThrow().cited());
    }

    @Test
    final void append_fromTheBeginningOnceMore_tellsEachCitationOnce() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        RunId id = opened.question().run();
        Citation first = TurnFixtures.citation(1, 4, "a quote");
        Citation second = TurnFixtures.citation(2, 9, "another");
        append(execution(opened), 0, "A[1]", first);

        append(execution(opened), 0, "A[1]", first);
        append(execution(opened), 0, "A[1] B[2]", first, second);

        assertEquals(List.of(first, second), read(id, 0).cited());
        loseText();
        assertEquals(List.of(), read(id, 0).cited());
        append(execution(opened), 0, "A[1] B[2]", first, second);
        assertEquals(List.of(first, second), read(id, 0).cited());
    }

    @Test
    final void claim_ofAnOrphanThatShowedText_keepsTheCitationsLoggedWithIt() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        RunId id = opened.question().run();
        Citation first = TurnFixtures.citation(2, 4, "a quote");
        Citation second = TurnFixtures.citation(1, 9, "another");
        append(execution(opened), 0, "A[2] B[1]", first, second);
        release(execution(opened));

        assertEquals(List.of(), claimAll());

        RunProgress ended = read(id, 4);
        assertEquals(RunStatus.INCOMPLETE, ended.run().status());
        assertEquals(List.of(first, second), ended.answer().orElseThrow().citations());
        assertEquals(List.of(second), ended.cited());
    }

    @Test
    final void interruption_ofARunThatShowedText_keepsTheCitationsLoggedWithIt() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        Citation citation = TurnFixtures.citation(1, 4, "a quote");
        append(execution(opened), 0, "A[1] and", citation);

        open(Ask.asking("another").in(opened.session().id()));

        RunProgress ended = read(opened.question().run(), 0);
        assertEquals(RunStatus.CANCELLED, ended.run().status());
        assertEquals(List.of(citation), ended.answer().orElseThrow().citations());
        assertEquals(List.of(citation), ended.cited());
    }

    @Test
    final void append_ofManyRunsInOneStep_tellsAboutEach() {
        TurnOpening.Opened good = open(Ask.asking("one").followed());
        TurnOpening.Opened asked = open(Ask.asking("two").followed());
        TurnOpening.Opened ended = open(Ask.asking("three").followed());
        TurnOpening.Opened gapped = open(Ask.asking("four").followed());
        RunId waiting = enqueue(Ask.asking("five").in(good.session().id()));
        var unknown = new RunId(UUID.randomUUID());
        runs().cancel(ada, asked.question().run());
        close(ended, TurnFixtures.completed("answer"));

        TextLogging logging = runs().append(TurnFixtures.HOLD,
                Stream.of(execution(good), execution(asked), execution(ended), execution(gapped),
                        new Execution(waiting, 1), new Execution(unknown, 1))
                        .map(each -> new TextPiece(each, each.equals(execution(gapped)) ? 3 : 0, PlainText.of("text"),
                                List.of()))
                        .toList());

        assertEquals(new TextLogging(Set.of(ended.question().run(), waiting, unknown),
                Set.of(gapped.question().run()), Set.of(asked.question().run())), logging);
        assertEquals("text", read(good.question().run(), 0).text());
        assertEquals("text", read(asked.question().run(), 0).text());
        assertEquals("answer", read(ended.question().run(), 0).text());
        assertEquals("", read(gapped.question().run(), 0).text());
        assertEquals(TextLogging.ALL, runs().append(TurnFixtures.HOLD, List.of()));
    }

    @Test
    final void append_thatDoesNotFollow_isAGapAndStoresNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        Execution execution = execution(opened);
        appendAll(execution, "abcd");

        for (int position : List.of(1, 3, 5, 1_000)) {
            assertEquals(new TextLogging(Set.of(), Set.of(execution.run()), Set.of()),
                    append(execution, position, "x"));
        }

        assertEquals("abcd", read(execution.run(), 0).text());
        assertEquals(TextLogging.ALL, append(execution, 4, "e"));
        assertEquals("abcde", read(execution.run(), 0).text());
    }

    @Test
    final void append_fromTheBeginning_replacesUnlessItCameLate() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        Execution execution = execution(opened);
        appendAll(execution, "abc");
        appendAll(execution, "abcdef");
        assertEquals("abcdef", read(execution.run(), 0).text());

        appendAll(execution, "abc");
        appendAll(execution, "abcdef");

        assertEquals("abcdef", read(execution.run(), 0).text());
        assertEquals(TextLogging.ALL, append(execution, 6, "g"));
        assertEquals("abcdefg", read(execution.run(), 0).text());
    }

    @Test
    final void append_toARunThatNobodyFollows_beginsAtTheBeginning() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        Execution execution = execution(opened);

        assertEquals(Set.of(execution.run()), append(execution, 5, "late").gaps());
        appendAll(execution, "text");

        assertEquals("text", read(execution.run(), 0).text());
        assertEquals(List.of(new Pulse(execution.run(), false, false)),
                runs().heartbeat(TurnFixtures.HOLD, List.of(execution)));
    }

    @Test
    final void append_afterALoss_isAGapUntilTheWholeTextComes() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        Execution execution = execution(opened);
        appendAll(execution, "abc");
        loseText();

        assertEquals("", read(execution.run(), 1).text());
        assertEquals(Set.of(execution.run()), append(execution, 3, "def").gaps());
        assertEquals("", read(execution.run(), 1).text());
        appendAll(execution, "abcdef");

        assertEquals("bcdef", read(execution.run(), 1).text());
    }

    @Test
    final void append_afterTheLeaseButUnclaimed_isTaken() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        release(execution(opened));

        appendAll(execution(opened), "text");

        assertEquals("text", read(opened.question().run(), 0).text());
        assertTrue(read(opened.question().run(), 0).orphaned());
    }

    @Test
    final void append_againstAnInterruption_leavesExactlyWhatWasTaken() throws Exception {
        for (int round = 0; round < 10; round++) {
            TurnOpening.Opened opened = open(Ask.asking("question").followed());
            Execution execution = execution(opened);
            appendAll(execution, "*");
            var taken = new AtomicInteger(1);
            Callable<Boolean> writer = () -> {
                while (append(execution, taken.get(), "x").equals(TextLogging.ALL)) {
                    taken.incrementAndGet();
                }
                return true;
            };
            Callable<Boolean> other = () -> {
                open(Ask.asking("next").in(opened.session().id()));
                return true;
            };

            atOnce(List.of(writer, other));

            assertEquals(List.of("question", "*" + "x".repeat(taken.get() - 1), "next"), log(opened.session().id()));
            assertEquals("x".repeat(taken.get() - 1), read(execution.run(), 1).text());
        }
    }

    @Test
    final void closeTurn_ofARunWithLoggedText_storesItsExecutorsWord() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        appendAll(execution(opened), "The answer");

        close(opened, TurnFixtures.completed("The answer [1]."));

        assertEquals(List.of("question", "The answer [1]."), log(opened.session().id()));
        assertEquals("[1].", read(opened.question().run(), 11).text());
    }

    @Test
    final void cancel_ofARunningRun_isItsExecutorsToDo() {
        TurnOpening.Opened opened = open(Ask.asking("question").followed());
        appendAll(execution(opened), "as far");
        RunId id = opened.question().run();

        RunProgress asked = runs().cancel(ada, id).orElseThrow();

        assertEquals(new RunProgress(run(id), false, "as far", List.of(), Optional.empty()), asked);
        assertEquals(RunStatus.RUNNING, asked.run().status());
        assertEquals(Optional.of(asked), runs().cancel(ada, id));
        close(opened, TurnFixtures.cancelled("as far as"));
        RunProgress ended = runs().cancel(ada, id).orElseThrow();
        assertEquals(RunStatus.CANCELLED, ended.run().status());
        assertEquals("as far as", ended.text());
        assertTrue(ended.answer().isPresent());
    }

    @Test
    final void cancel_ofAQueuedRun_endsItAtOnce() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        RunId second = enqueue(Ask.asking("two").in(first.session().id()));
        RunId third = enqueue(Ask.asking("three").in(first.session().id()));

        RunProgress cancelled = runs().cancel(ada, second).orElseThrow();

        assertEquals(RunStatus.CANCELLED, cancelled.run().status());
        assertEquals(Optional.of(cancelled), runs().cancel(ada, second));
        assertEquals(List.of("one", "two", "three"), log(first.session().id()));
        Claim next = close(first, TurnFixtures.completed("uno")).next().orElseThrow();
        assertEquals(third, next.execution().run());
    }

    @Test
    final void cancel_ofAnOrphan_endsItWithItsTextAndLeavesTheNextToClaim() {
        TurnOpening.Opened first = open(Ask.asking("one").followed());
        RunId second = enqueue(Ask.asking("two").in(first.session().id()));
        appendAll(execution(first), "uno");
        release(execution(first));
        assertFalse(read(second, 0).orphaned());

        RunProgress cancelled = runs().cancel(ada, first.question().run()).orElseThrow();

        assertEquals(RunStatus.CANCELLED, cancelled.run().status());
        assertEquals("uno", cancelled.text());
        assertEquals(MessageStatus.PARTIAL, cancelled.answer().orElseThrow().status());
        assertEquals(List.of("one", "two", "uno"), log(first.session().id()));
        assertTrue(read(second, 0).orphaned());
        assertEquals(List.of(new Execution(second, 1)), claimAll().stream().map(Claim::execution).toList());
    }

    @Test
    final void follow_ofALivingRun_beginsItsLog() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        RunId id = opened.question().run();

        assertEquals(Optional.of(new RunProgress(run(id), false, "", List.of(), Optional.empty())),
                runs().follow(ada, id));
        appendAll(execution(opened), "text");
        assertEquals("", runs().follow(ada, id).orElseThrow().text());
        assertEquals("text", read(id, 0).text());
        loseText();
        runs().follow(ada, id);
        release(execution(opened));

        assertEquals(List.of(), claimAll());
        assertEquals(RunStatus.FAILED, run(id).status());
    }

    @Test
    final void follow_ofAQueuedRun_isToldToItsExecutor() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        RunId second = enqueue(Ask.asking("two").in(first.session().id()));

        assertEquals(RunStatus.QUEUED, runs().follow(ada, second).orElseThrow().run().status());

        assertTrue(close(first, TurnFixtures.completed("uno")).next().orElseThrow().followed());
    }

    @Test
    final void follow_ofAnEndedRun_changesNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        TurnClosing.Closed closed = close(opened, TurnFixtures.completed("answer"));

        RunProgress progress = runs().follow(ada, opened.question().run()).orElseThrow();

        assertEquals(new RunProgress(run(opened), false, "", List.of(), closed.answer()), progress);
    }

    @Test
    final void everything_aboutSomebodyElsesRun_answersLikeTheUnknown() {
        TurnOpening.Opened opened = open(Ask.asking("secret").followed());
        appendAll(execution(opened), "secret text");
        RunId id = opened.question().run();
        var unknown = new RunId(UUID.randomUUID());

        for (RunId each : List.of(id, unknown)) {
            assertEquals(Optional.empty(), runs().findRun(bob, each));
            assertEquals(Optional.empty(), runs().follow(bob, each));
            assertEquals(Optional.empty(), runs().cancel(bob, each));
            assertEquals(List.of(), runs().read(List.of(new RunWatch(bob, each, 0))));
        }

        assertEquals(List.of(new Pulse(id, false, true)),
                runs().heartbeat(TurnFixtures.HOLD, List.of(execution(opened))));
        assertEquals(List.of(id), runs().read(
                List.of(new RunWatch(bob, id, 0), new RunWatch(ada, unknown, 0), new RunWatch(ada, id, 7)))
                .stream()
                .map(progress -> progress.run().id())
                .toList());
        assertEquals(List.of(), runs().read(List.of()));
    }

    @Test
    final void read_ofManyOwnersRuns_tellsAboutEach() {
        TurnOpening.Opened adas = open(Ask.asking("one").followed());
        NewTurn turn = Ask.asking("two").followed().turn();
        TurnOpening.Opened bobs = opened(store().openTurn(bob, turn));
        appendAll(execution(adas), "uno");
        appendAll(execution(bobs), "due");

        List<RunProgress> read = runs()
                .read(List.of(new RunWatch(ada, adas.question().run(), 1), new RunWatch(bob, turn.run(), 2)));

        assertEquals(Set.of("no", "e"), new HashSet<>(read.stream().map(RunProgress::text).toList()));
    }

    private Stream<Claim> mine(List<Claim> claims) {
        return claims.stream().filter(claim -> claim.owner().equals(ada));
    }

    private void awaitOrphan(RunId run) {
        for (int tries = 0; !read(run, 0).orphaned() && tries < 2_000; tries++) {
            pause();
        }
        assertTrue(read(run, 0).orphaned());
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
