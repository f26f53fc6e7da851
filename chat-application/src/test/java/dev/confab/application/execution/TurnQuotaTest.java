package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.application.chat.AnswerOnce;
import dev.confab.application.chat.AnswerOnce.Question;
import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage.Command;
import dev.confab.application.chat.SendMessage.Result;
import dev.confab.application.chat.SendMessage.Start;
import dev.confab.application.memory.InMemoryAssistantStore;
import dev.confab.application.memory.InMemoryQuotaStore;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.KnownDocuments;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.quota.QuotaSettings;
import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.PriceList;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import dev.confab.domain.run.OnBusy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What turns hold back and are charged. */
@Timeout(30)
class TurnQuotaTest {

    private static final Usage USED = new Usage(700, 50);
    private static final int ANSWER = 500;

    private final Owner ada = new Owner("ada");
    private final ScriptedLlmGateway model = new ScriptedLlmGateway(
            new ModelProfile("scripted", "script", 20_000, ANSWER));
    private final InMemoryAssistantStore assistants = new InMemoryAssistantStore(InstantSource.system(),
            KnownDocuments.NONE);
    private final InMemorySessionStore memory = new InMemorySessionStore(InstantSource.system(), KnownDocuments.NONE,
            assistants);
    private final InMemoryQuotaStore quotas = new InMemoryQuotaStore(InstantSource.system(), memory::findRun,
            memory::knows);
    private Confab confab = Confab.with(model).build();

    @AfterEach
    void stop() {
        confab.stop(Duration.ofSeconds(4));
        assertEquals(0, model.openStreams());
    }

    private void limit(Map<Limit, Long> most) {
        limit(most, PriceList.NONE);
    }

    private void limit(Map<Limit, Long> most, PriceList prices) {
        confab = Confab.with(model)
                .store(memory, memory)
                .assistants(assistants)
                .quotas(quotas)
                .limits(new QuotaSettings(Limits.of(most), prices))
                .build();
    }

    private ScriptedLlmGateway replies(String text, Usage used) {
        return model.script(List.of(new ReplyEvent.Delta(PlainText.of(text)),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.of(used))));
    }

    private Result.Answered answered(Command command) {
        return assertInstanceOf(Result.Answered.class, confab.sendMessage().send(ada, command));
    }

    private Limit refused(Command command) {
        Refusal why = assertInstanceOf(Result.Refused.class, confab.sendMessage().send(ada, command)).why();
        return assertInstanceOf(Refusal.UsedUp.class, why).what().limit();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(2);
        }
    }

    @Test
    void nothingLimited_asksTheStoreNothing() {
        confab = Confab.with(model).store(memory, memory).quotas(new Untouchable()).build();
        model.reply("Fine.").reply("Fine.");

        answered(Command.of("Hi").keyed("k"));
        answered(Command.of("Hi").keyed("k"));
        assertInstanceOf(AnswerOnce.Start.Begun.class,
                confab.answerOnce().begin(ada, Question.of("Hi"), new Recorder()));
        assertEquals(Optional.empty(), confab.quotas().read(ada));
        confab.quotas().charge(ada, "script", USED);
        assertEquals(Erased.NOTHING, confab.quotas().forget());
    }

    @Test
    void requestsLimited_alone_turnsHoldNothingBack() {
        confab = Confab.with(model)
                .store(memory, memory)
                .quotas(new Untouchable())
                .limits(new QuotaSettings(Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 1L)), PriceList.NONE))
                .build();
        model.reply("Fine.");

        answered(Command.of("Hi"));
    }

    @Test
    void send_withinTheLimit_isChargedWithWhatItUsed_andRefusedBeyondItBeforeAnythingIsStored() {
        limit(Map.of(Limit.TOKENS_PER_DAY, 5_000L));
        replies("Fine.", USED).reply("never");

        Result.Answered answered = answered(Command.of("Hi"));
        assertEquals(new Amount(750, 0), quotas.read(ada).today());
        assertEquals(0, quotas.read(ada).liveRuns());
        assertEquals(ANSWER, model.calls().getFirst().options().answerTokens().orElseThrow());

        confab.quotas().charge(ada, "script", new Usage(1_000, 0));
        assertEquals(Limit.TOKENS_PER_DAY, refused(Command.of("Hi").in(answered.run().session())));
        assertEquals(2, memory.findSession(ada, answered.run().session()).orElseThrow().lastSeq());
        assertEquals(1, model.calls().size());
        assertEquals(new Amount(1_750, 0), quotas.read(ada).today());
        assertEquals(Amount.NONE, quotas.read(ada).heldToday());
    }

    @Test
    void send_ofAKnownTurn_isAnsweredWhenNothingIsLeft_andNotChargedAgain() {
        limit(Map.of(Limit.TOKENS_PER_DAY, 5_000L));
        replies("Once.", USED);
        Command once = Command.of("Hi").keyed("the key");
        Result.Answered first = answered(once);
        confab.quotas().charge(ada, "script", new Usage(4_000, 0));

        assertEquals(first.answer(), answered(once).answer());
        assertEquals(Limit.TOKENS_PER_DAY, refused(Command.of("Hi").keyed("another")));
        assertEquals(new Amount(4_750, 0), quotas.read(ada).today());
        assertEquals(Amount.NONE, quotas.read(ada).heldToday());
    }

    @Test
    void start_beyondTheRunsAtOnce_isRefusedUntilOneEnds() throws Exception {
        limit(Map.of(Limit.LIVE_RUNS, 1L));
        model.hang().reply("Fine.");
        var first = assertInstanceOf(Start.Accepted.class, confab.sendMessage().start(ada, Command.of("Hi")));

        var refused = assertInstanceOf(Start.Refused.class, confab.sendMessage().start(ada, Command.of("Hi")));
        assertEquals(Limit.LIVE_RUNS, assertInstanceOf(Refusal.UsedUp.class, refused.why()).what().limit());
        assertEquals(Limit.LIVE_RUNS, refused(Command.of("Hi").in(first.session()).whenBusy(OnBusy.ENQUEUE)));
        assertEquals(1, quotas.read(ada).liveRuns());
        confab.cancelRun().cancel(ada, first.run());

        answered(Command.of("Hi"));
        await(() -> quotas.read(ada).liveRuns() == 0);
    }

    @Test
    void send_thatInterruptsARunOfItsSession_takesItsPlace_andBothAreCharged() throws Exception {
        limit(Map.of(Limit.LIVE_RUNS, 1L, Limit.TOKENS_PER_DAY, 50_000L));
        model.hang("Half an ans");
        replies("Fine.", USED);
        var first = assertInstanceOf(Start.Accepted.class,
                confab.sendMessage().stream(ada, Command.of("Hi"), event -> {}));
        await(() -> !model.calls().isEmpty());

        answered(Command.of("No, wait").in(first.session()));

        await(() -> quotas.read(ada).heldToday().equals(Amount.NONE));
        assertTrue(quotas.read(ada).today().tokens() > 750, quotas.read(ada).toString());
    }

    @Test
    void send_thatIsNotOpened_holdsNothingBack() throws Exception {
        limit(Map.of(Limit.LIVE_RUNS, 2L));
        model.hang();
        var busy = assertInstanceOf(Start.Accepted.class, confab.sendMessage().start(ada, Command.of("Hi")));

        assertInstanceOf(Refusal.Busy.class, assertInstanceOf(Result.Refused.class,
                confab.sendMessage().send(ada, Command.of("Hi").in(busy.session()).whenBusy(OnBusy.REJECT))).why());
        assertInstanceOf(Refusal.NothingToAsk.class, assertInstanceOf(Result.Refused.class,
                confab.sendMessage().send(ada, Command.again(new SessionId(UUID.randomUUID())))).why());

        assertEquals(1, quotas.read(ada).liveRuns());
        confab.cancelRun().cancel(ada, busy.run());
        await(() -> quotas.read(ada).liveRuns() == 0);
    }

    @Test
    void send_thatFails_isNotCharged() {
        limit(Map.of(Limit.TOKENS_PER_DAY, 5_000L));
        model.fail(new LlmFault.ProtocolBroken("cut", null));

        assertInstanceOf(Result.Unanswered.class, confab.sendMessage().send(ada, Command.of("Hi")));

        assertEquals(Amount.NONE, quotas.read(ada).today());
        assertEquals(Amount.NONE, quotas.read(ada).heldToday());
    }

    @Test
    void send_withALongHistory_isSentNoMoreThanWasHeld() {
        limit(Map.of(Limit.TOKENS_PER_DAY, 1_000_000L));
        String lengthy = "word ".repeat(12_000);
        replies(lengthy, USED);
        Result.Answered first = answered(Command.of("Hi"));
        replies("Fine.", USED);

        answered(Command.of("And?").in(first.run().session()));

        ModelCall call = model.calls().getLast();
        assertEquals(1, call.prompt().entries().size(), "what was said before has more tokens than were held");
        assertEquals(new Amount(1_500, 0), quotas.read(ada).today());
    }

    @Test
    void send_toAnAssistant_isHeldBackByWhatItAdds_orRefusedWithItsMessageStored() {
        limit(Map.of(Limit.SPEND_PER_DAY, 10_000L), new PriceList(Map.of("script", new Price(1_000_000, 1_000_000),
                "dear", new Price(2_000_000, 9_000_000))));
        AssistantId small = assistant(AssistantDraft.of("small", "Be kind."));
        AssistantId large = assistant(AssistantDraft.of("large", "Be kind. ".repeat(3_500)));
        replies("Fine.", USED);

        answered(Command.of("Hi").to(small));
        assertEquals(750, quotas.read(ada).today().spend());
        Result.Unanswered unanswered = assertInstanceOf(Result.Unanswered.class,
                confab.sendMessage().send(ada, Command.of("Hi").to(large)));

        assertEquals("spend_ceiling", unanswered.error().code());
        assertTrue(unanswered.retryAfter().isPresent());
        assertEquals(1, memory.findSession(ada, unanswered.session()).orElseThrow().lastSeq());
        assertEquals(1, model.calls().size());
        assertEquals(750, quotas.read(ada).used(Limit.SPEND_PER_DAY));
    }

    private AssistantId assistant(AssistantDraft draft) {
        return assertInstanceOf(AssistantAdding.Added.class,
                confab.assistants().add(ada, Optional.empty(), draft)).assistant().id();
    }

    @Test
    void begin_ofATurnThatIsNotStored_isHeldBackAndChargedToo() throws Exception {
        limit(Map.of(Limit.TOKENS_PER_DAY, 5_000L, Limit.LIVE_RUNS, 1L));
        model.hang();
        replies("Fine.", USED);
        var call = assertInstanceOf(AnswerOnce.Start.Begun.class,
                confab.answerOnce().begin(ada, Question.of("Hi"), new Recorder()));
        assertEquals(1, quotas.read(ada).liveRuns());
        assertEquals(Limit.LIVE_RUNS, refused(Command.of("Hi")));
        assertEquals(Limit.LIVE_RUNS, passingRefused());

        call.call().close();
        await(() -> quotas.read(ada).liveRuns() == 0);
        long before = quotas.read(ada).today().tokens();
        var told = new Recorder();
        assertInstanceOf(AnswerOnce.Start.Begun.class, confab.answerOnce().begin(ada, Question.of("Hi"), told));
        told.awaitEnded();
        assertEquals(before + 750, quotas.read(ada).today().tokens());
        confab.quotas().charge(ada, "script", new Usage(4_000, 0));
        assertEquals(Limit.TOKENS_PER_DAY, passingRefused());
    }

    private Limit passingRefused() {
        var refused = assertInstanceOf(AnswerOnce.Start.Refused.class,
                confab.answerOnce().begin(ada, Question.of("Hi"), event -> {
                    throw new AssertionError(event);
                }));
        return assertInstanceOf(Refusal.UsedUp.class, refused.why()).what().limit();
    }

    @Test
    void need_ofASelectedText_isThatTextAlone() {
        limit(Map.of(Limit.TOKENS_PER_DAY, 2_500L));
        replies("Fine.", USED).reply("never");

        assertEquals(Limit.TOKENS_PER_DAY, refused(Command.of("Hi")));
        answered(Command.of("Hi").about("A servo turns to an angle and holds it."));
    }

    /** Fails whatever it is asked. */
    private static final class Untouchable implements QuotaStore {

        private static StoreFault touched() {
            return new StoreFault.Unavailable("nobody may ask", null);
        }

        @Override
        public Admission admit(Owner owner, Limits limits) {
            throw touched();
        }

        @Override
        public Reserving reserve(Owner owner, Limits limits, Reservation reservation) {
            throw touched();
        }

        @Override
        public void settle(Owner owner, RunId run, Amount used) {
            throw new AssertionError("nobody may ask");
        }

        @Override
        public void charge(Owner owner, Amount used) {
            throw touched();
        }

        @Override
        public Standing read(Owner owner) {
            throw touched();
        }

        @Override
        public Erased forget(Duration age) {
            throw touched();
        }

        @Override
        public Erased erase(Owner owner) {
            throw touched();
        }
    }
}
