package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.document.Passage;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.grounding.Declining;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.quota.Exceeded;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Executes one acknowledged turn up to the point where its end is to be stored: retrieve, compose, generate. */
final class TurnExecution {

    private final Ports ports;
    private final TurnRules rules;
    private final TextLog log;
    private final TurnQuota quota;
    private final Receipts receipts;

    TurnExecution(Ports ports, TurnRules rules, TextLog log, TurnQuota quota) {
        this.ports = ports;
        this.rules = rules;
        this.log = log;
        this.quota = quota;
        this.receipts = new Receipts(ports);
    }

    /**
     * What came of a turn.
     *
     * @param answer  the identity of the answer, if there is one
     * @param outcome how the run ends
     * @param receipt what was sent
     * @param fault   the fault behind it, if there was one
     */
    record Result(MessageId answer, RunOutcome outcome, Receipt receipt, Optional<ChatFault> fault) {}

    /** The retrieved passages that are worth it, or the fault that kept them away. */
    record Retrieved(List<Passage> passages, Optional<RetrievalFault> fault, Duration time) {
        static final Retrieved NOTHING = new Retrieved(List.of(), Optional.empty(), Duration.ZERO);
    }

    /** @param fits whether the question is known to fit the model; one that was stored long ago may fit no more */
    Result execute(LiveRun live, Turn turn, Grounding grounding, boolean fits, Instant openedAt) {
        var answer = new MessageId(ports.ids().next());
        Retrieved retrieved = retrieve(live.owner(), turn, grounding);
        if (retrieved.fault().isPresent() && grounding instanceof Grounding.Documents) {
            return failed(answer, turn, retrieved.fault().get(), true, openedAt);
        }
        if (grounding instanceof Grounding.Documents && retrieved.passages().isEmpty()) {
            return declined(answer, live, turn, retrieved, openedAt);
        }
        Optional<Exceeded> usedUp = fits ? Optional.empty() : quota.more(live.owner(), live.run(), turn, grounding);
        if (usedUp.isPresent()) {
            return usedUp(answer, live, turn, usedUp.get(), openedAt);
        }
        Optional<TurnNeed> need = quota.need(turn, grounding);
        PromptComposer composer = rules.composer(turn, ports.llm().profile(turn.options()), need);
        if (!fits && composer.excess(turn.question().content(), turn.question().attachments(), grounding).isPresent()) {
            return failed(answer, turn, new LlmFault.ContextTooLong("the question does not fit the model", null), false,
                    openedAt);
        }
        Prompt prompt = composer.compose(turn.question(), grounding, turn.window(),
                turn.summary().filter(summary -> rules.summaries()), retrieved.passages());
        if (grounding instanceof Grounding.Documents && prompt.passages().isEmpty()) {
            return declined(answer, live, turn, retrieved, openedAt);
        }
        var generation = new Generation(prompt, rules.maxAnswer(), ports.clock(), live, log);
        Instant calledAt = ports.clock().instant();
        RunOutcome outcome;
        ModelOptions options = turn.options().within(ports.llm().profile().contextTokens());
        var call = new ModelCall(turn.session(), live.run(), prompt,
                need.map(most -> most.within(options)).orElse(options));
        try (ReplyStream reply = ports.llm().open(call)) {
            live.calls(reply);
            outcome = generation.read(reply);
        }
        return new Result(answer, outcome,
                receipts.of(turn, prompt, retrieved, generation, outcome, calledAt, openedAt), generation.fault());
    }

    /** Answers in the model's place that the documents do not say. */
    private Result declined(MessageId answer, LiveRun live, Turn turn, Retrieved retrieved,
            Instant openedAt) {
        PlainText text = Declining.answer(turn.question().content());
        if (live.text().append(text.value(), List.of(), text.length())) {
            log.add(live);
        }
        return new Result(answer, new RunOutcome.Completed(text, List.of(), FinishReason.DECLINED, Optional.empty()),
                receipts.declined(turn, retrieved.time(), openedAt), Optional.empty());
    }

    /** What is told of a turn that is not stored. */
    RunEvent.Ended ended(Turn turn, RunId run, Result result, Instant openedAt) {
        Instant now = ports.clock().instant();
        Message question = turn.question();
        Optional<Message> answer = result.outcome()
                .kept()
                .map(kept -> new Message(result.answer(), turn.session(), question.seq() + 1, question.seq(),
                        Role.ASSISTANT, kept.text(), kept.status(), kept.citations(), run, now));
        return new RunEvent.Ended(new Run(run, turn.session(), result.outcome().status(), 1, question.seq(),
                answer.map(Message::seq), result.outcome().failure(), result.outcome().usage(),
                Optional.of(result.receipt()), openedAt, Optional.of(now)), answer);
    }

    /** What is stored of a turn that a bug ended. */
    Result broken(Turn turn, Instant openedAt) {
        return new Result(new MessageId(ports.ids().next()),
                new RunOutcome.Failed(new RunError("internal_error", "an unexpected error ended the run")),
                receipts.failed(turn, false, openedAt), Optional.empty());
    }

    private Result usedUp(MessageId answer, LiveRun live, Turn turn, Exceeded what, Instant openedAt) {
        live.refused(what.retryAfter());
        return new Result(answer, new RunOutcome.Failed(new RunError(what.limit().code(),
                "the answer would use more than the user has left")), receipts.failed(turn, false, openedAt),
                Optional.empty());
    }

    private Result failed(MessageId answer, Turn turn, ChatFault fault, boolean retrieval,
            Instant openedAt) {
        return new Result(answer, new RunOutcome.Failed(RunError.of(fault)),
                receipts.failed(turn, retrieval, openedAt), Optional.of(fault));
    }

    private Retrieved retrieve(Owner owner, Turn turn, Grounding grounding) {
        if (grounding instanceof Grounding.SelectedText || ports.retriever().isEmpty()) {
            return Retrieved.NOTHING;
        }
        Instant from = ports.clock().instant();
        var query = new RetrievalQuery(Optional.of(turn.session()), turn.question().content(), turn.scope(),
                rules.remembers(turn), rules.evidence().passages(), turn.reach());
        double threshold = rules.threshold(grounding);
        try {
            List<Passage> passages = ports.retriever()
                    .get()
                    .retrieve(owner, query)
                    .stream()
                    .filter(ranked -> ranked.support() >= threshold)
                    .map(RankedPassage::passage)
                    .toList();
            return new Retrieved(passages, Optional.empty(), receipts.since(from));
        } catch (RetrievalFault fault) {
            return new Retrieved(List.of(), Optional.of(fault), receipts.since(from));
        }
    }
}
