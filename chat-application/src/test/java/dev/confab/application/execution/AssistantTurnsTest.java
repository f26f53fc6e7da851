package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.application.Confab;
import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.chat.SendMessage.Command;
import dev.confab.application.chat.SendMessage.Result;
import dev.confab.application.contract.AssistantFixtures;
import dev.confab.application.memory.InMemoryAssistantStore;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.KnownDocuments;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.run.RunSettings;
import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns that assistants answer, with two processes over one store in memory. */
@Timeout(30)
class AssistantTurnsTest {

    private static final RunSettings QUICK = new RunSettings(1_000, 1_000, Duration.ofMillis(400),
            Duration.ofMillis(20), Duration.ofMillis(30), Duration.ofSeconds(20));

    private final Owner ada = new Owner("ada");
    private final InMemoryAssistantStore assistants = new InMemoryAssistantStore(InstantSource.system(),
            KnownDocuments.NONE);
    private final InMemorySessionStore store = new InMemorySessionStore(InstantSource.system(), KnownDocuments.NONE,
            assistants);
    private final InMemoryContextRetriever passages = new InMemoryContextRetriever();
    private final ScriptedLlmGateway model = new ScriptedLlmGateway();
    private final ScriptedLlmGateway otherModel = new ScriptedLlmGateway();
    private final Confab here = process(model);
    private final Confab there = process(otherModel);
    private final Assistant physio = add(AssistantFixtures.restingOn(AssistantFixtures.outspoken(), Optional.empty(),
            Optional.empty()));

    @AfterEach
    void everyReplyIsClosed() {
        here.stop(Duration.ofSeconds(4));
        there.stop(Duration.ofSeconds(4));
        assertEquals(0, model.openStreams() + otherModel.openStreams());
    }

    private Confab process(ScriptedLlmGateway llm) {
        return Confab.with(llm).store(store, store).assistants(assistants).retriever(passages).runs(QUICK).build();
    }

    private Assistant add(AssistantDraft draft) {
        return assertInstanceOf(AssistantAdding.Added.class,
                here.assistants().add(ada, Optional.empty(), draft)).assistant();
    }

    private Result.Answered answered(Command command) {
        return assertInstanceOf(Result.Answered.class, here.sendMessage().send(ada, command));
    }

    private void isAsPhysioSays(ModelCall call) {
        assertEquals("You know knees.\nAnd nothing else. 🤖", call.prompt().instructions().value());
        assertEquals(physio.draft().model(), call.options());
    }

    @Test
    void send_toAnAssistant_asksTheModelAsItSays_andTheReceiptTellsSo() {
        model.reply("It bends.").reply("Usual.");

        Result.Answered one = answered(Command.of("What is a knee?").to(physio.id()));
        Result.Answered other = answered(Command.of("What is a knee?"));

        isAsPhysioSays(model.calls().getFirst());
        Receipt receipt = one.run().receipt().orElseThrow();
        assertEquals("knee-model-2", receipt.model());
        assertEquals(Optional.of(physio.persona().from()), receipt.assistant());
        assertEquals(ModelOptions.DEFAULT, model.calls().getLast().options());
        assertEquals("script", other.run().receipt().orElseThrow().model());
        assertEquals(Optional.empty(), other.run().receipt().orElseThrow().assistant());
        assertFalse(model.calls().getLast().prompt().instructions().value().contains("knees"));
    }

    @Test
    void send_inASessionThatBeganWithAnAssistant_goesOnWithItAsItIsNow_andWithoutItWhenItIsDeleted() {
        model.reply("one").reply("two").reply("three");
        SessionId session = answered(Command.of("1").to(physio.id())).run().session();
        here.assistants()
                .change(ada, physio.id(), OptionalInt.empty(),
                        draft -> AssistantFixtures.saying(draft, "Be somebody else."));

        Result.Answered two = answered(Command.of("2").in(session));
        here.assistants().delete(ada, physio.id(), OptionalInt.empty());
        Result.Answered three = answered(Command.of("3").in(session));

        assertEquals("Be somebody else.", model.calls().get(1).prompt().instructions().value());
        assertEquals(2, two.run().receipt().orElseThrow().assistant().orElseThrow().revision());
        assertEquals(Optional.empty(), three.run().receipt().orElseThrow().assistant());
        assertEquals(ModelOptions.DEFAULT, model.calls().get(2).options());
        assertEquals(Optional.of(physio.id()),
                here.readRun()
                        .find(ada, two.run().id())
                        .orElseThrow()
                        .receipt()
                        .orElseThrow()
                        .assistant()
                        .map(from -> from.assistant()));
    }

    @Test
    void send_keepsToTheWindowOfTheAssistant() {
        model.reply("a1");
        SessionId session = answered(Command.of("q1").to(physio.id())).run().session();
        for (int number = 2; number <= 4; number++) {
            model.reply("a" + number);
            answered(Command.of("q" + number).in(session));
        }

        // Three messages, of which the first one has lost its question.
        assertEquals(3, model.calls().getLast().prompt().entries().size());
        assertEquals("q3", model.calls().getLast().prompt().entries().getFirst().text().value());
    }

    @Test
    void send_ofAQuestionThatDoesNotFitTheAssistant_failsAndIsStored() {
        Assistant wordy = add(AssistantFixtures.saying(physio.draft(), "word ".repeat(6_000)));

        Result.Unanswered failed = assertInstanceOf(Result.Unanswered.class,
                here.sendMessage().send(ada, Command.of("word ".repeat(2_000)).to(wordy.id())));

        assertEquals("context_too_long", failed.error().code());
        assertEquals(0, model.calls().size());
    }

    @Test
    void send_toNobody_storesNothing() {
        Result.Refused refused = assertInstanceOf(Result.Refused.class,
                here.sendMessage().send(ada, Command.of("Hi").to(new AssistantId(UUID.randomUUID()))));

        assertInstanceOf(Refusal.NoSuchAssistant.class, refused.why());
        assertEquals(0, here.liveRuns());
    }

    @Test
    void send_withOneKeyToTwoAssistants_isRefused() {
        model.reply("one");
        Assistant other = add(AssistantDraft.of("Other", "Be other."));
        answered(Command.of("Hi").keyed("k").to(physio.id()));

        Result.Refused refused = assertInstanceOf(Result.Refused.class,
                here.sendMessage().send(ada, Command.of("Hi").keyed("k").to(other.id())));

        assertInstanceOf(Refusal.KeyTaken.class, refused.why());
        assertInstanceOf(Result.Answered.class,
                here.sendMessage().send(ada, Command.of("Hi").keyed("k").to(physio.id())));
    }

    @Test
    void aRun_thatIsTakenOver_orThatWaited_isExecutedAsItsAssistantWasWhenItWasOpened() throws Exception {
        model.hang();
        otherModel.reply("taken over").reply("waited");
        SendMessage.Start.Accepted lost = assertInstanceOf(SendMessage.Start.Accepted.class,
                here.sendMessage().start(ada, Command.of("1").to(physio.id())));
        SendMessage.Start.Accepted queued = assertInstanceOf(SendMessage.Start.Accepted.class, here.sendMessage()
                .start(ada, Command.of("2").in(lost.session()).whenBusy(OnBusy.ENQUEUE)));
        assertEquals(RunStatus.QUEUED, queued.status());
        there.assistants()
                .change(ada, physio.id(), OptionalInt.empty(),
                        draft -> AssistantFixtures.saying(AssistantDraft.of("Other", "x"), "Be somebody else."));

        // The process ends and hands over what it cannot finish.
        here.stop(Duration.ofMillis(100));
        there.recover();
        var told = new Recorder();
        there.watchRun().watch(ada, queued.run(), 0, told);
        told.awaitEnded();

        assertEquals(2, otherModel.calls().size());
        otherModel.calls().forEach(this::isAsPhysioSays);
        for (var run : new RunId[] { lost.run(), queued.run() }) {
            Receipt receipt = there.readRun().find(ada, run).orElseThrow().receipt().orElseThrow();
            assertEquals("knee-model-2", receipt.model());
            assertEquals(Optional.of(physio.persona().from()), receipt.assistant());
        }
    }
}
