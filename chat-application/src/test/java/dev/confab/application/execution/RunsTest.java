package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.chat.SendMessage.Command;
import dev.confab.application.chat.SendMessage.Result;
import dev.confab.application.chat.SendMessage.Start;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunSettings;
import dev.confab.application.run.Watch;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs, as those meet them who wait, watch, walk away, come back, cancel, or lose a process; over one store in memory. */
@Timeout(30)
class RunsTest {

    private static final RunSettings QUICK = new RunSettings(1_000, 1_000, Duration.ofMillis(400),
            Duration.ofMillis(20), Duration.ofMillis(30), Duration.ofSeconds(20));

    private final Owner ada = new Owner("ada");
    private final Owner eve = new Owner("eve");
    private final InMemorySessionStore store = new InMemorySessionStore(InstantSource.system());
    private final InMemoryContextRetriever passages = new InMemoryContextRetriever();
    private final ScriptedLlmGateway model = new ScriptedLlmGateway();
    private final ScriptedLlmGateway otherModel = new ScriptedLlmGateway();
    private final Confab here = process(model);
    private final Confab there = process(otherModel);

    @AfterEach
    void everyReplyIsClosed() {
        here.stop(Duration.ofSeconds(4));
        there.stop(Duration.ofSeconds(4));
        assertEquals(0, model.openStreams());
        assertEquals(0, otherModel.openStreams());
        assertEquals(0, here.liveRuns());
    }

    @Test
    void stream_tellsTheTextAndThenTheEnd() throws Exception {
        model.reply("A servo ", "holds ", "an angle.");
        var told = new Recorder();

        Start.Accepted started = accepted(here.sendMessage().stream(ada, Command.of("What is a servo?"), told));
        RunEvent.Ended ended = told.awaitEnded();

        assertEquals(RunStatus.RUNNING, started.status());
        assertFalse(started.replayed());
        assertEquals("A servo holds an angle.", told.text());
        assertEquals(RunStatus.COMPLETED, ended.run().status());
        assertEquals("A servo holds an angle.", ended.answer().orElseThrow().content().value());
        assertEquals(started.run(), ended.run().id());
    }

    @Test
    void stream_tellsNothingThatIsNotStored() throws Exception {
        model.reply(IntStream.range(0, 200).mapToObj(i -> "piece " + i + " ").toArray(String[]::new));
        var early = new ArrayList<RunEvent>();
        var told = new Recorder();
        var run = new RunId[1];

        Start.Accepted started = accepted(here.sendMessage().stream(ada, Command.of("Say much."), event -> {
            told.on(event);
            if (event instanceof RunEvent.Text text && run[0] != null && stored(run[0]).length() < text.end()) {
                early.add(event);
            }
        }));
        run[0] = started.run();
        told.awaitEnded();

        assertEquals(List.of(), early);
    }

    @Test
    void stream_ofBlankTextOnly_tellsNoText() throws Exception {
        model.reply(" ", "\n", "\t");
        var told = new Recorder();

        accepted(here.sendMessage().stream(ada, Command.of("Say nothing."), told));

        assertEquals(RunStatus.FAILED, told.awaitEnded().run().status());
        assertEquals("", told.text());
    }

    @Test
    void stream_whenACallIsTriedAgain_tellsSo() throws Exception {
        var away = new LlmFault.Unavailable("503", Optional.empty(), null);
        model.script(List.of(new ReplyEvent.Retrying(1, away, Duration.ZERO),
                new ReplyEvent.Delta(PlainText.of("Now.")), new ReplyEvent.Completed(FinishReason.STOP,
                        Optional.empty())));
        var told = new Recorder();

        accepted(here.sendMessage().stream(ada, Command.of("Try."), told));

        told.awaitEnded();
        assertEquals(new RunEvent.Attempt(1, "model_unavailable"), told.events().getFirst());
    }

    @Test
    void start_goesOnWithoutAnybody() throws Exception {
        model.reply("Done anyway.");

        Start.Accepted started = accepted(here.sendMessage().start(ada, Command.of("Work.")));

        await(() -> progress(started.run()).run().status() == RunStatus.COMPLETED);
        assertEquals("Done anyway.", progress(started.run()).answer().orElseThrow().content().value());
    }

    @Test
    void watch_ofARunThatNobodyWatched_beginsWithWhatIsThereAlready() throws Exception {
        model.hang("I was ", "saying ");
        Start.Accepted started = accepted(here.sendMessage().start(ada, Command.of("Speak.")));
        await(() -> model.openStreams() == 1);
        assertEquals("", stored(started.run()));
        var told = new Recorder();

        Watch watch = here.watchRun().watch(ada, started.run(), 0, told).orElseThrow();

        assertEquals("I was saying ", told.awaitText(13));
        assertEquals("I was saying ", stored(started.run()));
        watch.close();
        here.cancelRun().cancel(ada, started.run());
    }

    @Test
    void watch_elsewhere_tellsTheSame() throws Exception {
        model.hang("As far ", "as this.");
        var local = new Recorder();
        Start.Accepted started = accepted(here.sendMessage().stream(ada, Command.of("Speak."), local));
        var remote = new Recorder();
        var later = new Recorder(7);

        watch(there, started.run(), 0, remote);
        watch(there, started.run(), 7, later);

        assertEquals("As far as this.", remote.awaitText(15));
        assertEquals("as this.", later.awaitText(8));
        there.cancelRun().cancel(ada, started.run());
        assertEquals(RunStatus.CANCELLED, remote.awaitEnded().run().status());
        assertEquals(RunStatus.CANCELLED, local.awaitEnded().run().status());
        assertEquals(RunStatus.CANCELLED, later.awaitEnded().run().status());
        assertEquals("As far as this.", local.awaitEnded().answer().orElseThrow().content().value());
    }

    @Test
    void watch_elsewhereOfARunThatNobodyWatched_makesItsTextKnown() throws Exception {
        model.hang("Unseen so far.");
        Start.Accepted started = accepted(here.sendMessage().start(ada, Command.of("Speak.")));
        await(() -> model.openStreams() == 1);
        var told = new Recorder();

        watch(there, started.run(), 0, told);

        assertEquals("Unseen so far.", told.awaitText(14));
        here.cancelRun().cancel(ada, started.run());
        told.awaitEnded();
    }

    @Test
    void watch_fromAnyPositionOfAnEndedRun_tellsTheRest() throws Exception {
        String answer = "Emoji 🤖 and more: àéî.";
        model.reply("Emoji 🤖", " and more: àéî.");
        var result = answered(here.sendMessage().send(ada, Command.of("Speak.")));

        for (int after = 0; after <= answer.length() + 3; after++) {
            var told = new Recorder(Math.min(after, answer.length()));
            watch(there, result.run().id(), after, told);
            told.awaitEnded();
            assertEquals(answer.substring(Math.min(after, answer.length())), told.text());
        }
    }

    @Test
    void watchReadAndCancel_ofSomebodyElsesRun_findNothing() {
        model.reply("Mine.");
        RunId run = answered(here.sendMessage().send(ada, Command.of("Speak."))).run().id();

        assertEquals(Optional.empty(), here.watchRun().watch(eve, run, 0, new Recorder()));
        assertEquals(Optional.empty(), here.readRun().read(eve, run));
        assertEquals(Optional.empty(), here.cancelRun().cancel(eve, run));
    }

    @Test
    void cancel_elsewhereBeforeTheFirstToken_endsTheCallAndTheRun() throws Exception {
        model.hang();
        Start.Accepted started = accepted(here.sendMessage().start(ada, Command.of("Speak.")));
        await(() -> model.openStreams() == 1);

        RunProgress cancelled = there.cancelRun().cancel(ada, started.run()).orElseThrow();
        RunProgress again = there.cancelRun().cancel(ada, started.run()).orElseThrow();

        assertEquals(RunStatus.CANCELLED, cancelled.run().status());
        assertEquals(cancelled, again);
        assertEquals(Optional.empty(), cancelled.answer());
        await(() -> model.openStreams() == 0);
    }

    @Test
    void cancel_ofAWaitedForRun_keepsWhatCameAndTellsTheOneWhoWaits() throws Exception {
        model.hang("Half ", "an answer");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Result> waiting = pool.submit(() -> here.sendMessage().send(ada, Command.of("Speak.")));
            await(() -> model.openStreams() == 1);
            RunId run = model.calls().getFirst().run();

            here.cancelRun().cancel(ada, run);

            Result.Answered answered = answered(waiting.get());
            assertEquals(RunStatus.CANCELLED, answered.run().status());
            assertEquals("Half an answer", answered.answer().content().value());
            assertEquals(MessageStatus.PARTIAL, answered.answer().status());
        }
    }

    @Test
    void send_manyTimesAtOnceWithOneKey_isOneTurnForAll() throws Exception {
        model.reply("Once.");
        otherModel.reply("Not this one.");
        Command command = Command.of("Only once, please.").keyed("k-1");
        var work = new ArrayList<Callable<Result>>();
        for (int i = 0; i < 200; i++) {
            Confab process = i % 2 == 0 ? here : there;
            work.add(() -> process.sendMessage().send(ada, command));
        }

        var answers = new ArrayList<Result.Answered>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Result> done : pool.invokeAll(work)) {
                answers.add(answered(done.get()));
            }
        }

        assertEquals(1, model.calls().size() + otherModel.calls().size());
        assertEquals(1, answers.stream().map(answer -> answer.answer().id()).distinct().count());
        assertEquals(2, log(answers.getFirst().run().session()).size());
    }

    @Test
    void repetition_joinsInWhicheverWayItAsks() throws Exception {
        model.hang("Wait for it");
        Command command = Command.of("Speak.").keyed("k-2");
        Start.Accepted first = accepted(here.sendMessage().start(ada, command));
        await(() -> model.openStreams() == 1);
        var told = new Recorder();

        Start.Accepted watched = accepted(there.sendMessage().stream(ada, command, told));
        Start.Accepted again = accepted(there.sendMessage().start(ada, command));

        assertTrue(watched.replayed() && again.replayed());
        assertEquals(List.of(first.run(), first.run()), List.of(watched.run(), again.run()));
        assertEquals("Wait for it", told.awaitText(11));
        here.cancelRun().cancel(ada, first.run());
        assertEquals("Wait for it", answered(here.sendMessage().send(ada, command)).answer().content().value());
    }

    @Test
    void sameKeyForAnotherCommand_isRefused() {
        model.reply("One.");
        RunId run = answered(here.sendMessage().send(ada, Command.of("One?").keyed("k-3"))).run().id();

        var refused = assertInstanceOf(Result.Refused.class,
                here.sendMessage().send(ada, Command.of("Two?").keyed("k-3")));

        assertEquals(run, assertInstanceOf(Refusal.KeyTaken.class, refused.why()).run());
    }

    @Test
    void enqueued_turnsOfBothProcesses_areAnsweredOneAfterTheOther() throws Exception {
        int turns = 30;
        model.reply("Begin.");
        SessionId session = answered(here.sendMessage().send(ada, Command.of("Begin?"))).run().session();
        for (int i = 0; i < turns; i++) {
            model.reply("answer");
            otherModel.reply("answer");
        }
        var work = new ArrayList<Callable<Result>>();
        for (int i = 0; i < turns; i++) {
            Confab process = i % 2 == 0 ? here : there;
            Command command = Command.of("question " + i).in(session).whenBusy(OnBusy.ENQUEUE);
            work.add(() -> process.sendMessage().send(ada, command));
        }
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Result> done : pool.invokeAll(work)) {
                answered(done.get());
            }
        }

        List<Message> log = log(session);
        assertEquals(2 + 2 * turns, log.size());
        assertEquals(turns + 1, log.stream()
                .filter(message -> message.role() == Role.ASSISTANT)
                .map(Message::turn)
                .distinct()
                .count());
    }

    @Test
    void again_givesAnotherAnswerThatTakesThePlaceOfTheFirst() {
        model.reply("First.").reply("Second.").reply("Third.");
        SessionId session = answered(here.sendMessage().send(ada, Command.of("Say a word."))).run().session();

        Result.Answered again = answered(here.sendMessage().send(ada, Command.again(session)));
        answered(here.sendMessage().send(ada, Command.of("Go on.").in(session)));

        assertEquals("Second.", again.answer().content().value());
        assertEquals(List.of("Say a word.", "First.", "Second.", "Go on.", "Third."), contents(session));
        assertEquals(List.of("Say a word.", "Second.", "Go on."), model.calls()
                .get(2)
                .prompt()
                .entries()
                .stream()
                .map(entry -> entry.text().value())
                .toList());
    }

    @Test
    void edited_makesABranchAndKeepsTheOld() {
        model.reply("one").reply("two").reply("another two");
        SessionId session = answered(here.sendMessage().send(ada, Command.of("1?"))).run().session();
        answered(here.sendMessage().send(ada, Command.of("2?").in(session)));
        MessageId second = log(session).get(2).id();

        Command edit = new Command(new dev.confab.application.chat.SendMessage.Ask.Edited(second,
                PlainText.of("Not 2?")), Optional.of(session), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Metadata.NONE,
                OnBusy.INTERRUPT, Optional.empty());
        SessionId branch = answered(here.sendMessage().send(ada, edit)).run().session();

        assertEquals(List.of("1?", "one", "2?", "two"), contents(session));
        assertEquals(List.of("1?", "one", "Not 2?", "another two"), contents(branch));
        assertEquals(session, store.findSession(ada, branch).orElseThrow().branch().orElseThrow().session());
    }

    @Test
    void runOfADeadProcess_thatShowedNothing_isExecutedAgain() throws Exception {
        otherModel.reply("At last.");
        NewTurn turn = openedByTheDead(false);
        var told = new Recorder();

        watch(there, turn.run(), 0, told);

        RunEvent.Ended ended = told.awaitEnded();
        assertEquals(RunStatus.COMPLETED, ended.run().status());
        assertEquals(2, ended.run().attempt());
        assertEquals(List.of(new RunEvent.Attempt(1, "orphaned")), told.events()
                .stream()
                .filter(RunEvent.Attempt.class::isInstance)
                .toList());
        assertEquals("At last.", told.text());
    }

    @Test
    void runOfADeadProcess_thatShowedText_isIncompleteWithThatText() throws Exception {
        NewTurn turn = openedByTheDead(true);
        store.append(turn.hold(),
                List.of(new TextPiece(new Execution(turn.run(), 1), 0, PlainText.of("As far as"), List.of())));
        var told = new Recorder();

        watch(there, turn.run(), 3, new Recorder(3));
        watch(there, turn.run(), 0, told);

        RunEvent.Ended ended = told.awaitEnded();
        assertEquals(RunStatus.INCOMPLETE, ended.run().status());
        assertEquals("As far as", told.text());
        assertEquals("As far as", ended.answer().orElseThrow().content().value());
        assertEquals(List.of(), otherModel.calls());
    }

    @Test
    void stream_ofAnAnswerThatCites_tellsEachCitationBehindItsMarker() throws Exception {
        knowsGears();
        model.reply("Gears trade speed for", " torque [", "1", "]", ". “They turn slowly.” [1] They have teeth",
                " [2][1]",
                "(x) [1][9]");
        var told = new Recorder();

        accepted(here.sendMessage().stream(ada, Command.of("gears speed torque teeth"), told));

        RunEvent.Ended ended = told.awaitEnded();
        Message answer = ended.answer().orElseThrow();
        assertEquals(List.of("1@32", "2@77"), places(answer.citations()));
        assertEquals(answer.citations(), told.cited());
        assertEquals(answer.content().value(), told.text());
        assertEquals(3, ended.run().receipt().orElseThrow().unverified());
        for (Confab process : List.of(here, there)) {
            for (int from = 0; from <= answer.content().length(); from++) {
                int after = from;
                var late = new Recorder(from);
                watch(process, ended.run().id(), from, late);
                late.awaitEnded();
                assertEquals(answer.citations().stream().filter(each -> each.at() > after).toList(), late.cited());
            }
        }
    }

    @Test
    void watch_ofARunOfAnotherProcessThatCites_tellsItsCitationsWhileItIsWritten() throws Exception {
        knowsGears();
        model.hang("Gears trade speed for torque [1]. They turn");
        Start.Accepted started = accepted(
                here.sendMessage().stream(ada, Command.of("gears speed torque teeth"), new Recorder()));
        var far = new Recorder();
        var behind = new Recorder(32);
        watch(there, started.run(), 0, far);
        watch(there, started.run(), 32, behind);

        far.awaitText(43);
        behind.awaitText(11);

        assertEquals(List.of("1@32"), places(far.cited()));
        assertEquals(List.of(), behind.cited());
        here.cancelRun().cancel(ada, started.run());
        RunEvent.Ended ended = far.awaitEnded();
        assertEquals(far.cited(), ended.answer().orElseThrow().citations());
        assertEquals(ended, behind.awaitEnded());
        assertEquals(List.of("1@32"), places(far.cited()));
    }

    @Test
    void stream_whileAMarkerMayStillBeALink_doesNotShowItsEnd() throws Exception {
        knowsGears();
        model.hang("Gears trade speed for torque [1]");
        var told = new Recorder();

        Start.Accepted started = accepted(
                here.sendMessage().stream(ada, Command.of("gears speed torque teeth"), told));
        told.awaitText(31);

        assertEquals("Gears trade speed for torque [1", told.text());
        assertEquals(List.of(), told.cited());
        here.cancelRun().cancel(ada, started.run());
        assertEquals(told.awaitEnded().answer().orElseThrow().citations(), told.cited());
        assertEquals(List.of("1@32"), places(told.cited()));
        assertEquals("Gears trade speed for torque [1]", told.text());
    }

    @Test
    void runOfADeadProcess_thatShowedCitations_keepsThem() throws Exception {
        NewTurn turn = openedByTheDead(true);
        Citation citation = TurnFixtures.citation(1, 6, "a quote");
        store.append(turn.hold(), List.of(new TextPiece(new Execution(turn.run(), 1), 0, PlainText.of("As [1] far"),
                List.of(citation))));
        var told = new Recorder();
        var behind = new Recorder(6);

        watch(there, turn.run(), 6, behind);
        watch(there, turn.run(), 0, told);

        assertEquals(List.of(citation), told.awaitEnded().answer().orElseThrow().citations());
        assertEquals(List.of(citation), told.cited());
        behind.awaitEnded();
        assertEquals(List.of(), behind.cited());
    }

    @Test
    void stream_whenTheDocumentsDoNotSay_tellsSoAsAnyAnswerAndAsksNoModel() throws Exception {
        knowsGears();
        var command = new Command(new SendMessage.Ask.Said(PlainText.of("¿Quién escribió Hamlet?")), Optional.empty(),
                Optional.empty(), Optional.of(SessionMode.GROUNDED_RAG), Optional.empty(), Optional.empty(),
                Metadata.NONE,
                OnBusy.INTERRUPT,
                Optional.empty());
        var told = new Recorder();

        Start.Accepted started = accepted(here.sendMessage().stream(ada, command, told));

        RunEvent.Ended ended = told.awaitEnded();
        assertEquals("Los documentos no dicen nada al respecto.", told.text());
        assertEquals(told.text(), ended.answer().orElseThrow().content().value());
        assertEquals(RunStatus.COMPLETED, ended.run().status());
        assertTrue(ended.run().receipt().orElseThrow().declined());
        assertEquals(List.of(), model.calls());
        var late = new Recorder(4);
        watch(there, started.run(), 4, late);
        late.awaitEnded();
        assertEquals("documentos no dicen nada al respecto.", late.text());
    }

    @Test
    void recover_takesOverWhatNobodyAsksFor() throws Exception {
        otherModel.reply("Found.");
        NewTurn turn = openedByTheDead(false);

        there.recover();

        await(() -> progress(turn.run()).run().status() == RunStatus.COMPLETED);
    }

    @Test
    void heartbeat_keepsALongRunAlive() throws Exception {
        model.hang("Slowly.");
        var told = new Recorder();
        Start.Accepted started = accepted(here.sendMessage().stream(ada, Command.of("Take your time."), told));
        there.recover();
        long until = System.nanoTime() + QUICK.lease().multipliedBy(2).toNanos();
        await(() -> System.nanoTime() > until);

        assertEquals(RunStatus.RUNNING, progress(started.run()).run().status());
        assertFalse(progress(started.run()).orphaned());
        here.cancelRun().cancel(ada, started.run());
        assertEquals(RunStatus.CANCELLED, told.awaitEnded().run().status());
    }

    @Test
    void stop_refusesNewTurnsSendsWatchersAwayAndLetsRunsFinish() throws Exception {
        model.hang("Nearly ");
        var told = new Recorder();
        Start.Accepted started = accepted(here.sendMessage().stream(ada, Command.of("Speak."), told));
        told.awaitText(7);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> stopped = pool.submit(() -> here.stop(Duration.ofSeconds(20)));
            assertInstanceOf(RunEvent.Detached.class, told.awaitEnd());

            var refused = assertInstanceOf(Result.Refused.class, here.sendMessage().send(ada, Command.of("New?")));
            assertInstanceOf(Refusal.Stopping.class, refused.why());
            assertFalse(here.isTakingTurns());
            var elsewhere = new Recorder(7);
            watch(there, started.run(), 7, elsewhere);
            there.cancelRun().cancel(ada, started.run());

            assertTrue(stopped.get());
            assertEquals(RunStatus.CANCELLED, elsewhere.awaitEnded().run().status());
        }
    }

    @Test
    void stop_handsOverWhatDoesNotFinish() throws Exception {
        model.hang();
        otherModel.reply("Taken over.");
        Start.Accepted started = accepted(here.sendMessage().start(ada, Command.of("Speak.")));
        await(() -> model.openStreams() == 1);
        there.recover();

        assertFalse(here.stop(Duration.ofMillis(100)));

        await(() -> progress(started.run()).run().status() == RunStatus.COMPLETED);
        assertEquals("Taken over.", stored(started.run()));
    }

    @Test
    void send_beyondTheBound_isRefusedAndStoresNothing() throws Exception {
        Confab small = Confab.with(model).store(store, store).runs(QUICK.bounded(1, 1)).build();
        model.hang();
        Start.Accepted started = accepted(small.sendMessage().start(ada, Command.of("First.")));
        await(() -> model.openStreams() == 1);

        Start second = small.sendMessage().start(ada, Command.of("Second."));

        assertInstanceOf(Refusal.Overloaded.class, assertInstanceOf(Start.Refused.class, second).why());
        small.cancelRun().cancel(ada, started.run());
        await(() -> small.liveRuns() == 0);
    }

    @Test
    void watch_beyondTheBound_isSentElsewhere() throws Exception {
        Confab small = Confab.with(model).store(store, store).runs(QUICK.bounded(10, 1)).build();
        model.hang("Wait");
        Start.Accepted started = accepted(small.sendMessage().start(ada, Command.of("First.")));
        await(() -> model.openStreams() == 1);
        var first = new Recorder();
        var second = new Recorder();
        Watch watch = small.watchRun().watch(ada, started.run(), 0, first).orElseThrow();

        watch(small, started.run(), 0, second);
        assertInstanceOf(RunEvent.Detached.class, second.awaitEnd());
        watch.close();
        var third = new Recorder();
        watch(small, started.run(), 0, third);

        assertEquals("Wait", third.awaitText(4));
        small.cancelRun().cancel(ada, started.run());
        third.awaitEnded();
        await(() -> small.liveRuns() == 0);
    }

    private void watch(Confab process, RunId run, int after, Recorder told) {
        assertTrue(process.watchRun().watch(ada, run, after, told).isPresent());
    }

    private Confab process(ScriptedLlmGateway llm) {
        return Confab.with(llm).store(store, store).retriever(passages).runs(QUICK).build();
    }

    private void knowsGears() {
        var document = new DocumentId(UUID.randomUUID());
        passages.add(ada, new PassageId(UUID.randomUUID()), document, PlainText.of("Gears"),
                PlainText.of("Gears trade speed for torque. They turn a shaft."));
        passages.add(ada, new PassageId(UUID.randomUUID()), document, PlainText.of("Teeth"),
                PlainText.of("Gears have teeth."));
    }

    private static List<String> places(List<Citation> citations) {
        return citations.stream().map(each -> each.marker() + "@" + each.at()).toList();
    }

    private NewTurn openedByTheDead(boolean followed) {
        var turn = new NewTurn(Optional.empty(), new SessionId(UUID.randomUUID()), Optional.empty(), Optional.empty(),
                Optional.empty(), Metadata.NONE,
                new NewTurn.Ask.Said(new MessageId(UUID.randomUUID()), PlainText.of("Anybody?")), Optional.empty(),
                new RunId(UUID.randomUUID()), Optional.empty(), OnBusy.INTERRUPT, followed, 0,
                new Hold(new ReplicaId(UUID.randomUUID()), Duration.ofMillis(100)));
        store.openTurn(ada, turn);
        return turn;
    }

    private RunProgress progress(RunId run) {
        return store.read(List.of(new RunWatch(ada, run, 0))).getFirst();
    }

    private String stored(RunId run) {
        return progress(run).text();
    }

    private List<Message> log(SessionId session) {
        return store.readMessages(ada, session, 0, 200);
    }

    private List<String> contents(SessionId session) {
        return log(session).stream().map(message -> message.content().value()).toList();
    }

    private static Start.Accepted accepted(Start start) {
        return assertInstanceOf(Start.Accepted.class, start);
    }

    private static Result.Answered answered(Result result) {
        return assertInstanceOf(Result.Answered.class, result);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "what was waited for did not come");
            Thread.sleep(2);
        }
    }
}
