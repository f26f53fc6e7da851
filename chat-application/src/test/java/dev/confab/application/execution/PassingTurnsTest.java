package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.application.chat.AnswerOnce.Question;
import dev.confab.application.chat.AnswerOnce.Start;
import dev.confab.application.chat.Refusal;
import dev.confab.application.contract.AssistantFixtures;
import dev.confab.application.contract.ForwardingStore;
import dev.confab.application.memory.InMemoryAssistantStore;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.KnownDocuments;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunSettings;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.prompt.GivenHistory;
import dev.confab.domain.prompt.GivenHistory.Entry;
import dev.confab.domain.prompt.GivenHistory.Speaker;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.SessionMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns that are not stored; the store of sessions is one that fails whatever it is asked. */
@Timeout(30)
class PassingTurnsTest {

    private static final RunSettings TWO = new RunSettings(2, 1_000, Duration.ofMillis(400), Duration.ofMillis(20),
            Duration.ofMillis(30), Duration.ofSeconds(20));

    private final Owner ada = new Owner("ada");
    private final InMemoryAssistantStore assistants = new InMemoryAssistantStore(InstantSource.system(),
            KnownDocuments.NONE);
    private final InMemorySessionStore memory = new InMemorySessionStore(InstantSource.system());
    private final ForwardingStore broken = new ForwardingStore(memory) {
        @Override
        protected void called() {
            throw new StoreFault.Unavailable("nobody may ask", null);
        }
    };
    private final InMemoryContextRetriever passages = new InMemoryContextRetriever();
    private final ScriptedLlmGateway model = new ScriptedLlmGateway();
    private final Confab confab = Confab.with(model)
            .store(broken, memory)
            .assistants(assistants)
            .retriever(passages)
            .runs(TWO)
            .build();

    @AfterEach
    void everyReplyIsClosed() {
        confab.stop(Duration.ofSeconds(4));
        assertEquals(0, model.openStreams());
        assertEquals(0, confab.liveRuns());
    }

    private Recorder begin(Question question) {
        var told = new Recorder();
        assertInstanceOf(Start.Begun.class, confab.answerOnce().begin(ada, question, told));
        return told;
    }

    private Refusal refused(Question question) {
        return assertInstanceOf(Start.Refused.class, confab.answerOnce().begin(ada, question, event -> {
            throw new AssertionError(event);
        })).why();
    }

    private static Question with(GivenHistory history, @Nullable AssistantId assistant, DocumentId... documents) {
        return new Question(PlainText.of("And knees?"), history, Optional.empty(), Optional.empty(),
                documents.length == 0 ? Optional.empty() : Optional.of(Scope.of(Set.of(documents))),
                Optional.ofNullable(assistant), Attachments.NONE);
    }

    private static GivenHistory history() {
        return new GivenHistory(List.of(new Entry(Speaker.SYSTEM, PlainText.of("Be brief.")),
                new Entry(Speaker.USER, PlainText.of("Do elbows bend?")),
                new Entry(Speaker.ASSISTANT, PlainText.of("They do."))));
    }

    @Test
    void begin_tellsTheAnswerAsItComes_andTheEnd() throws Exception {
        model.reply("They ", "bend ", "too.");

        RunEvent.Ended ended = begin(with(history(), null)).awaitEnded();

        assertEquals("They bend too.", ended.answer().orElseThrow().content().value());
        assertEquals(RunStatus.COMPLETED, ended.run().status());
        var prompt = model.calls().getFirst().prompt();
        assertTrue(prompt.instructions().value().endsWith("\n\nBe brief."));
        assertEquals(List.of("Do elbows bend?", "They do.", "And knees?"),
                prompt.entries().stream().map(entry -> entry.text().value()).toList());
        assertEquals(Optional.empty(), memory.findRun(ada, ended.run().id()));
        assertEquals(Optional.empty(), memory.findSession(ada, ended.run().session()));
    }

    @Test
    void begin_showsTextBeforeTheEnd() throws Exception {
        model.hang("They bend");
        var told = new Recorder();

        Start.Begun begun = assertInstanceOf(Start.Begun.class,
                confab.answerOnce().begin(ada, Question.of("Knees?"), told));
        assertEquals("They bend", told.awaitText(9));
        assertEquals(1, confab.liveRuns());
        begun.call().close();

        assertEquals(RunStatus.CANCELLED, told.awaitEnded().run().status());
        assertTrue(confab.stop(Duration.ofSeconds(4)));
    }

    @Test
    void begin_withPassages_citesThem() throws Exception {
        passages.add(ada, new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()), PlainText.of("Knees"),
                PlainText.of("Knees bend backwards in herons."));
        model.reply("Knees bend. [1]");
        var grounded = new Question(PlainText.of("Which knees bend backwards?"), GivenHistory.NONE, Optional.empty(),
                Optional.of(SessionMode.GROUNDED_RAG), Optional.empty(), Optional.empty(), Attachments.NONE);

        RunEvent.Ended ended = begin(grounded).awaitEnded();

        assertEquals(1, ended.answer().orElseThrow().citations().size());
    }

    @Test
    void begin_toAnAssistant_isAsItSays() throws Exception {
        var draft = AssistantFixtures.restingOn(AssistantFixtures.outspoken(), Optional.empty(), Optional.empty());
        var physio = assertInstanceOf(AssistantAdding.Added.class,
                confab.assistants().add(ada, Optional.empty(), draft)).assistant();
        model.reply("They do.");

        RunEvent.Ended ended = begin(with(history(), physio.id())).awaitEnded();

        assertEquals(draft.model(), model.calls().getFirst().options());
        assertEquals(draft.instructions().value() + "\n\nBe brief.",
                model.calls().getFirst().prompt().instructions().value());
        assertEquals(Optional.of(physio.persona().from()), ended.run().receipt().orElseThrow().assistant());
    }

    @Test
    void begin_whenTheModelFails_tellsWhy() throws Exception {
        model.fail(new LlmFault.Refused("no", null)).fail(new LlmFault.ProtocolBroken("cut", null), "Half");

        assertEquals("model_refused",
                begin(Question.of("Hi")).awaitEnded().run().error().orElseThrow().code());
        RunEvent.Ended half = begin(Question.of("Hi")).awaitEnded();

        assertEquals(RunStatus.INCOMPLETE, half.run().status());
        assertEquals("Half", half.answer().orElseThrow().content().value());
    }

    @Test
    void begin_ofWhatCannotBe_isRefused() {
        assertInstanceOf(Refusal.NoSuchAssistant.class, refused(with(history(), new AssistantId(UUID.randomUUID()))));
        assertInstanceOf(Refusal.NoSuchDocument.class,
                refused(with(history(), null, new DocumentId(UUID.randomUUID()))));
        assertEquals(new Refusal.TooLong(Refusal.Part.MESSAGE, 32_001, 32_000),
                refused(Question.of("x".repeat(32_001))));
        var system = new GivenHistory(List.of(new Entry(Speaker.SYSTEM, PlainText.of("word ".repeat(20_000)))));
        assertEquals(Refusal.Part.PROMPT,
                assertInstanceOf(Refusal.TooLong.class, refused(with(system, null))).part());
        model.away(new LlmFault.Unavailable("gone", Optional.empty(), null));
        assertInstanceOf(Refusal.ModelAway.class, refused(Question.of("Hi")));
        assertEquals(0, confab.liveRuns());
    }

    @Test
    void begin_beyondTheLimitOfLiveRuns_isRefused_alsoForStoredTurns() throws Exception {
        model.hang("one").hang("two");
        var first = new Recorder();
        var second = new Recorder();
        Start.Begun one = assertInstanceOf(Start.Begun.class,
                confab.answerOnce().begin(ada, Question.of("Hi"), first));
        Start.Begun two = assertInstanceOf(Start.Begun.class,
                confab.answerOnce().begin(ada, Question.of("Hi"), second));

        assertInstanceOf(Refusal.Overloaded.class, refused(Question.of("Hi")));
        one.call().close();
        two.call().close();
        first.awaitEnded();
        second.awaitEnded();
    }

    @Test
    void stop_refusesAndCutsWhatDoesNotEnd() throws Exception {
        model.hang("for ever");
        var told = begin(Question.of("Hi"));
        told.awaitText(8);

        assertFalse(confab.stop(Duration.ofMillis(10)));

        assertEquals(RunStatus.CANCELLED, told.awaitEnded().run().status());
        assertInstanceOf(Refusal.Stopping.class, refused(Question.of("Hi")));
    }

    @Test
    void theStore_ofThisTest_failsWhateverItIsAsked() {
        var unknown = new SessionId(UUID.randomUUID());

        assertThrows(StoreFault.class, () -> broken.findSession(ada, unknown));
    }
}
