package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.EvidenceSettings;
import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.chat.SendMessage.Command;
import dev.confab.application.chat.SendMessage.Result;
import dev.confab.application.contract.ListedDocuments;
import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.run.RunSettings;
import dev.confab.domain.DocumentId;
import dev.confab.domain.IdSource;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.UuidV7Source;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SendMessageTest {

    private final Owner ada = new Owner("ada");
    private final ListedDocuments documents = new ListedDocuments();
    private final InMemorySessionStore memory = new InMemorySessionStore(InstantSource.system(), documents);
    private final ScriptedLlmGateway model = new ScriptedLlmGateway();
    private final IdSource ids = new UuidV7Source(InstantSource.system(), new Random(3));
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private SessionStore store = memory;
    private Optional<ContextRetriever> retriever = Optional.empty();
    private ChatSettings settings = ChatSettings.DEFAULT.withInstructions(PlainText.of("Be kind."));

    @AfterEach
    void everyReplyIsClosed() {
        assertEquals(0, model.openStreams());
    }

    @Test
    void send_inANewSession_storesQuestionAndAnswerLinkedByTheRun() {
        model.script(List.of(delta("A servo "), delta("holds an angle."),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(20, 6)))));

        Result.Answered answered = answered(Command.of("What is a servo?"));

        assertEquals("A servo holds an angle.", answered.answer().content().value());
        assertEquals(MessageStatus.COMPLETE, answered.answer().status());
        assertEquals(Optional.of(new Usage(20, 6)), answered.run().usage());
        List<Message> log = log(session(answered));
        assertEquals(List.of("What is a servo?", "A servo holds an angle."), contents(log));
        assertEquals(List.of(answered.run().id(), answered.run().id()), log.stream().map(Message::run).toList());
        Run run = stored(answered);
        assertEquals(RunStatus.COMPLETED, run.status());
        assertEquals(Optional.of(2L), run.answerSeq());
    }

    @Test
    void send_inASession_remindsTheModelOfIt() {
        model.reply("Hello Ada.").reply("Ada.");
        SessionId session = answered(Command.of("My name is Ada.")).run().session();

        Result.Answered second = answered(Command.of("What is my name?").in(session));

        assertEquals(session, session(second));
        assertEquals(List.of("My name is Ada.", "Hello Ada.", "What is my name?"), sent(1));
    }

    @Test
    void send_withSelectedText_sendsThatTextAndNoHistoryAndAsksNoRetriever() {
        retriever = Optional.of((owner, query) -> {
            throw new AssertionError("a selected text replaces retrieval");
        });
        model.reply("one").reply("two");
        SessionId session = answered(Command.of("First question").about("Irrelevant.")).run().session();

        answered(Command.of("What is said?").about("The robot fell.").in(session));

        assertEquals(1, sent(1).size());
        assertTrue(sent(1).getFirst().contains("The robot fell."));
        assertFalse(sent(1).getFirst().contains("First question"));
        assertEquals(4, log(session).size());
    }

    @Test
    void send_withARetriever_asksItBeforeTheModelAndCitesWhatTheAnswerNames() {
        var passages = new InMemoryContextRetriever();
        var document = new DocumentId(UUID.randomUUID());
        var passage = new PassageId(UUID.randomUUID());
        passages.add(ada, passage, document, PlainText.of("Gears"), PlainText.of("A gearbox trades speed for torque."));
        var callsBefore = new ArrayList<Integer>();
        retriever = Optional.of((owner, query) -> {
            callsBefore.add(model.calls().size());
            assertEquals("What does a gearbox do?", query.question().value());
            return passages.retrieve(owner, query);
        });
        model.reply("A gearbox trades speed for torque. [1]");

        Result.Answered answered = answered(Command.of("What does a gearbox do?"));

        assertEquals(List.of(0), callsBefore);
        assertTrue(sent(0).getFirst().contains(" [1]\nTitle: Gears\n"));
        Citation citation = answered.answer().citations().getFirst();
        assertEquals(new Citation(1, 38, passage, document, 1, PlainText.of("Gears"), Optional.empty(),
                new TextSpan(0, 34), PlainText.of("A gearbox trades speed for torque.")), citation);
        assertEquals(List.of(passage), receipt(answered).passages());
    }

    @Test
    void send_whenRetrievalFails_answersWithoutAndSaysSoInTheReceipt() {
        retriever = Optional.of((owner, query) -> {
            throw new RetrievalFault("the index is gone", null);
        });
        model.reply("From memory.");

        Result.Answered answered = answered(Command.of("What?"));

        assertTrue(receipt(answered).retrievalFailed());
    }

    @Test
    void send_whenRetrievalFailsAndOnlyDocumentsCount_failsWithoutAskingTheModel() {
        var fault = new RetrievalFault("the index is gone", null);
        retriever = Optional.of((owner, query) -> {
            throw fault;
        });

        var unanswered = assertInstanceOf(Result.Unanswered.class, send(grounded("What?")));

        assertEquals(fault.code(), unanswered.error().code());
        assertEquals(List.of(), model.calls());
        assertEquals("retrieval_unavailable",
                memory.findRun(ada, unanswered.run()).orElseThrow().error().orElseThrow().code());
    }

    @Test
    void send_inAGroundedSession_staysGroundedUnlessTheTurnSaysOtherwise() {
        knows("First, second and third: gears.");
        model.reply("one").reply("two").reply("three");
        SessionId session = answered(grounded("First?")).run().session();
        answered(Command.of("Second?").in(session));
        answered(command("Unknown?", SessionMode.OPEN_CHAT).in(session));

        assertTrue(prompt(1).instructions().value().contains("the documents do not say"));
        assertEquals("Be kind.", prompt(2).instructions().value());
    }

    @Test
    void send_whenNoPassageIsWorthIt_declinesInTheQuestionsLanguageAndAsksNoModel() {
        knows("A gearbox trades speed for torque.");

        Result.Answered answered = answered(grounded("Wie hoch ist der Eiffelturm?"));

        assertEquals("Dazu sagen die Dokumente nichts.", answered.answer().content().value());
        assertEquals(List.of(), answered.answer().citations());
        assertEquals(MessageStatus.COMPLETE, answered.answer().status());
        assertEquals(RunStatus.COMPLETED, stored(answered).status());
        assertEquals(List.of(), model.calls());
        Receipt receipt = receipt(answered);
        assertTrue(receipt.declined());
        assertEquals(0, receipt.attempts());
        assertEquals(Optional.empty(), receipt.tokens());
        assertEquals(List.of(), receipt.passages());
    }

    @Test
    void send_whenNothingIsRetrievedAtAll_declinesToo() {
        assertTrue(receipt(answered(grounded("What is torque?"))).declined());
        assertEquals(List.of(), model.calls());
    }

    @Test
    void send_withPassagesBelowTheThreshold_usesThemWhereItIsLower() {
        knows("A gearbox trades speed for torque.");
        settings = settings.withEvidence(EvidenceSettings.DEFAULT.withSupport(0.2, 0.3));
        model.reply("Maybe.").reply("No.");

        // one of four words, one of six
        assertEquals(1, receipt(answered(Command.of("one two three torque"))).passages().size());
        assertEquals(0, receipt(answered(Command.of("one two three four five torque"))).passages().size());
        assertTrue(receipt(answered(grounded("one two three torque"))).declined());
    }

    @Test
    void send_fromDocuments_asksTheRetrieverForThoseAndTheReachOfTheOwner() {
        var gears = new DocumentId(UUID.randomUUID());
        var motors = new DocumentId(UUID.randomUUID());
        documents.add(ada, gears);
        documents.add(ada, motors);
        var queries = new ArrayList<RetrievalQuery>();
        retriever = Optional.of((owner, query) -> {
            queries.add(query);
            return List.of();
        });
        model.reply("one").reply("two").reply("three");

        SessionId session = answered(Command.of("One?").from(Set.of(gears))).run().session();
        answered(Command.of("Two?").in(session));
        answered(Command.of("Three?").in(session).from(Set.of()));

        assertEquals(List.of(Scope.of(Set.of(gears)), Scope.of(Set.of(gears)), Scope.ALL),
                queries.stream().map(RetrievalQuery::scope).toList());
        assertEquals(Optional.of(session), queries.getFirst().session());
        assertEquals(OptionalLong.of(2), queries.getFirst().reach());
        assertEquals(refused(new Refusal.NoSuchDocument()),
                send(Command.of("Four?").in(session).from(Set.of(new DocumentId(UUID.randomUUID())))));
    }

    @Test
    void send_withCitationsThatDoNotHold_dropsAndCountsThem() {
        knows("A gearbox trades speed for torque.");
        model.reply("A gearbox trades speed for torque [1]. “It is made of cheese.” [1] It has torque [7][1].");

        Result.Answered answered = answered(Command.of("What does a gearbox do?"));

        assertEquals(List.of(37), answered.answer().citations().stream().map(Citation::at).toList());
        assertEquals(2, receipt(answered).unverified());
    }

    @Test
    void send_whenTheModelFails_keepsTheQuestionStoresNoAnswerAndTheNextTurnWorks() {
        var fault = new LlmFault.Unavailable("refused", Optional.empty(), null);
        model.fail(fault).reply("Now it works.");

        var unanswered = assertInstanceOf(Result.Unanswered.class, send(Command.of("Hello?")));
        Result.Answered next = answered(Command.of("Again?").in(unanswered.session()));

        assertEquals(fault.code(), unanswered.error().code());
        assertEquals(List.of("Hello?", "Again?", "Now it works."), contents(log(session(next))));
        assertEquals(RunStatus.FAILED, memory.findRun(ada, unanswered.run()).orElseThrow().status());
        assertEquals(List.of("Hello?\n\nAgain?"), sent(1));
    }

    @Test
    void send_whenTheModelBreaksOff_keepsWhatCameAndSaysThatItIsNotWhole() {
        model.fail(new LlmFault.ProtocolBroken("cut", null), "Half an ");

        Result.Answered answered = answered(Command.of("Tell me."));

        assertEquals("Half an ", answered.answer().content().value());
        assertEquals(MessageStatus.PARTIAL, answered.answer().status());
        assertEquals("model_protocol_broken", answered.run().error().orElseThrow().code());
        assertEquals(RunStatus.INCOMPLETE, stored(answered).status());
    }

    @Test
    void send_whenTheModelSaysNothing_isAFailureAndNoEmptyAnswer() {
        model.reply(" ", "\n").script(List.of(new ReplyEvent.Completed(FinishReason.CONTENT_FILTER, Optional.empty())));

        var silent = assertInstanceOf(Result.Unanswered.class, send(Command.of("one")));
        var refused = assertInstanceOf(Result.Unanswered.class, send(Command.of("two")));

        assertEquals("model_protocol_broken", silent.error().code());
        assertEquals("model_refused", refused.error().code());
        assertEquals(1, log(silent.session()).size());
    }

    @Test
    void send_whenTheAnswerIsLongerThanAllowed_cutsItOutsideSurrogatePairs() {
        settings = new ChatSettings(PlainText.of("Be kind."), 10, EvidenceSettings.DEFAULT, 100, 100, 4);
        model.reply("abc", "🤖 and more");

        Result.Answered answered = answered(Command.of("Tell me."));

        assertEquals("abc", answered.answer().content().value());
        assertEquals("answer_too_long", answered.run().error().orElseThrow().code());
    }

    @Test
    void send_whenSomethingIsTooLong_saysWhatAndStoresNothing() {
        settings = new ChatSettings(PlainText.of("Be kind."), 10, EvidenceSettings.DEFAULT, 10, 20, 100);
        store = refusingStore();

        assertEquals(refused(new Refusal.TooLong(Refusal.Part.MESSAGE, 11, 10)), send(Command.of("x".repeat(11))));
        assertEquals(refused(new Refusal.TooLong(Refusal.Part.SELECTED_TEXT, 21, 20)),
                send(Command.of("x").about("y".repeat(21))));
    }

    @Test
    void send_whenThePromptCannotFitTheModel_saysSoAndStoresNothing() {
        store = refusingStore();
        var small = new ScriptedLlmGateway(new ModelProfile("scripted", "small", 200, 50));

        Result result = useCase(small).send(ada, Command.of("word ".repeat(500)));

        var tooLong = assertInstanceOf(Refusal.TooLong.class,
                assertInstanceOf(Result.Refused.class, result).why());
        assertEquals(Refusal.Part.PROMPT, tooLong.part());
        assertEquals(150, tooLong.limit());
        assertTrue(tooLong.length() > 150);
    }

    @Test
    void send_whileATurnIsRunning_interruptsItAndStopsItsModelCall() throws Exception {
        model.hang("I was going to ").reply("The newer answer.");
        SendMessage chat = useCase(model);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var session = new SessionId(UUID.randomUUID());
            memory.openTurn(ada, seed(session));
            Future<Result> first = pool.submit(() -> chat.send(ada, Command.of("first").in(session)));
            while (model.openStreams() == 0) {
                Thread.onSpinWait();
            }

            Result second = chat.send(ada, Command.of("second").in(session));

            var interrupted = assertInstanceOf(Result.Interrupted.class, first.get(5, TimeUnit.SECONDS));
            assertInstanceOf(Result.Answered.class, second);
            assertEquals(RunStatus.CANCELLED, memory.findRun(ada, interrupted.run()).orElseThrow().status());
            assertEquals(List.of("seed", "first", "second", "The newer answer."), contents(log(session)));
        }
    }

    @Test
    void send_whileATurnIsRunning_isRefusedOnDemand() {
        var session = new SessionId(UUID.randomUUID());
        memory.openTurn(ada, seed(session));
        var refused = assertInstanceOf(Result.Refused.class,
                send(Command.of("second").in(session).whenBusy(OnBusy.REJECT)));

        var busy = assertInstanceOf(Refusal.Busy.class, refused.why());
        assertEquals(session, busy.session());
        assertEquals(List.of("seed"), contents(log(session)));
        assertEquals(List.of(), model.calls());
    }

    @Test
    void send_whenTheStoreFailsAtTheEndForAWhile_triesAgainAndStoresTheAnswerOnce() {
        store = new FaultyStore(memory, 2);
        model.reply("Worth keeping.");

        Result.Answered answered = answered(Command.of("What?"));

        assertEquals(List.of("What?", "Worth keeping."), contents(log(session(answered))));
        assertEquals(List.of(Duration.ofMillis(50), Duration.ofMillis(100)), pauses);
    }

    @Test
    void send_whenTheStoreStaysAway_givesUpWithItsFault() {
        store = new FaultyStore(memory, Integer.MAX_VALUE);
        model.reply("Lost.");

        assertThrows(StoreFault.Unavailable.class, () -> send(Command.of("What?")));
        assertEquals(List.of(50L, 100L, 200L), pauses.stream().limit(3).map(Duration::toMillis).toList());
    }

    @Test
    void send_whenSomethingIsBroken_leavesNoRunRunning() {
        var bug = new IllegalStateException("a bug");
        retriever = Optional.of((owner, query) -> {
            throw bug;
        });
        var session = new SessionId(UUID.randomUUID());
        var seed = seed(session);
        memory.openTurn(ada, seed);

        assertSame(bug, assertThrows(IllegalStateException.class, () -> send(Command.of("What?").in(session))));

        Message question = log(session).getLast();
        Run run = memory.findRun(ada, question.run()).orElseThrow();
        assertEquals(RunStatus.FAILED, run.status());
        assertEquals("internal_error", run.error().orElseThrow().code());
    }

    @Test
    void receipt_tellsWhatWasSent() {
        model.reply("a1")
                .script(List.of(
                        new ReplyEvent.Retrying(1, new LlmFault.Unavailable("503", Optional.empty(), null),
                                Duration.ZERO),
                        delta("a2"), new ReplyEvent.Completed(FinishReason.STOP, Optional.empty())));
        SessionId session = answered(Command.of("q1")).run().session();

        Receipt receipt = receipt(answered(Command.of("q2").in(session)));

        assertEquals("scripted", receipt.provider());
        assertEquals("script", receipt.model());
        assertEquals(List.of(1L, 2L, 3L), receipt.positions());
        assertTrue(receipt.counted());
        assertTrue(receipt.tokens().orElseThrow().promptTokens() > 0);
        assertEquals(2, receipt.attempts());
        assertTrue(receipt.firstText().isPresent());
        assertFalse(receipt.selectedText());
    }

    private static ReplyEvent.Delta delta(String text) {
        return new ReplyEvent.Delta(PlainText.of(text));
    }

    private static Command grounded(String message) {
        return command(message, SessionMode.GROUNDED_RAG);
    }

    private static Command command(String message, SessionMode mode) {
        return new Command(new SendMessage.Ask.Said(PlainText.of(message)), Optional.empty(), Optional.empty(),
                Optional.of(mode), Optional.empty(), Optional.empty(), Metadata.NONE, OnBusy.INTERRUPT,
                Optional.empty());
    }

    private static Result refused(Refusal why) {
        return new Result.Refused(why);
    }

    private static NewTurn seed(SessionId session) {
        return new NewTurn(Optional.empty(), session, Optional.empty(), Optional.empty(), Optional.empty(),
                Metadata.NONE,
                new NewTurn.Ask.Said(new MessageId(UUID.randomUUID()), PlainText.of("seed")), Optional.empty(),
                new RunId(UUID.randomUUID()), Optional.empty(), OnBusy.INTERRUPT, false, 0,
                new Hold(new ReplicaId(UUID.randomUUID()), Duration.ofMinutes(1)));
    }

    private void knows(String... texts) {
        var passages = new InMemoryContextRetriever();
        for (String text : texts) {
            passages.add(ada, new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()),
                    PlainText.of("Gears"),
                    PlainText.of(text));
        }
        retriever = Optional.of(passages);
    }

    private SendMessage useCase(ScriptedLlmGateway llm) {
        var ports = new Ports(store, memory, llm, retriever, new ApproximateTokenCounter(), ids,
                InstantSource.system(), pauses::add);
        var composer = new PromptComposer(settings.instructions(),
                new PromptBudget(llm.profile().promptTokens(), settings.windowMessages(), settings.evidence().tokens()),
                ports.tokens(), ids);
        var rules = new TurnRules(composer, settings.windowMessages(), settings.evidence(), settings.maxAnswer());
        return new Turns(ports, new TurnLimits(settings, rules, llm), new Replica(ports, rules, RunSettings.DEFAULT));
    }

    private SessionStore refusingStore() {
        return new FaultyStore(memory, 0) {
            @Override
            public TurnOpening openTurn(Owner owner,
                    NewTurn turn) {
                throw new AssertionError("nothing may be stored");
            }
        };
    }

    private Result send(Command command) {
        return useCase(model).send(ada, command);
    }

    private Result.Answered answered(Command command) {
        return assertInstanceOf(Result.Answered.class, send(command));
    }

    private Prompt prompt(int call) {
        return model.calls().get(call).prompt();
    }

    private List<String> sent(int call) {
        return prompt(call).entries().stream().map(entry -> entry.text().value()).toList();
    }

    private static SessionId session(Result.Answered answered) {
        return answered.run().session();
    }

    private Run stored(Result.Answered answered) {
        return memory.findRun(ada, answered.run().id()).orElseThrow();
    }

    private Receipt receipt(Result.Answered answered) {
        return stored(answered).receipt().orElseThrow();
    }

    private List<Message> log(SessionId session) {
        return memory.readMessages(ada, session, 0, 100);
    }

    private static List<String> contents(List<Message> messages) {
        return messages.stream().map(message -> message.content().value()).toList();
    }
}
