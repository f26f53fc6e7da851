package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunCommand;
import dev.confab.domain.run.RunEffect;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunRules;
import dev.confab.domain.run.RunState;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStep;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One run as it is stored. Guarded by the lock of the store that has it. */
final class StoredRun {

    /** What is known of a run once it has ended. The receipt is there exactly when its executor said how it ended. */
    record Ending(Instant at, Optional<Message> answer, Optional<RunError> error, Optional<Usage> usage,
            Optional<Receipt> receipt) {

        Ending withoutAnswer() {
            return new Ending(at, Optional.empty(), error, usage, receipt);
        }
    }

    private final Owner owner;
    private final SessionLog session;
    private final RunId id;
    private final long askSeq;
    private Optional<PlainText> selectedText;
    private final TurnTerms terms;
    private final Instant createdAt;
    private final StringBuilder text = new StringBuilder();
    private final List<Citation> cited = new ArrayList<>();
    private RunState state;
    private Optional<Ending> ending = Optional.empty();

    StoredRun(Owner owner, SessionLog session, NewTurn turn, TurnTerms terms, long askSeq, RunState state,
            Instant now) {
        this.owner = owner;
        this.session = session;
        this.id = turn.run();
        this.askSeq = askSeq;
        this.selectedText = turn.selectedText();
        this.terms = terms;
        this.createdAt = now;
        this.state = state;
    }

    Owner owner() {
        return owner;
    }

    SessionLog session() {
        return session;
    }

    RunId id() {
        return id;
    }

    long askSeq() {
        return askSeq;
    }

    /** What held for its turn when it was opened. */
    TurnTerms terms() {
        return terms;
    }

    boolean hasSelectedText() {
        return selectedText.isPresent();
    }

    RunState state() {
        return state;
    }

    Optional<Ending> ending() {
        return ending;
    }

    RunEffect apply(RunRules rules, RunCommand command, Instant now) {
        RunStep step = rules.step(state, command, now);
        state = step.state();
        return step.effect();
    }

    RunEffect append(RunRules rules, TextPiece piece, Instant now) {
        PlainText added = piece.text();
        RunEffect effect = apply(rules, new RunCommand.Append(piece.execution().attempt(), piece.position(),
                added.length(), added.isBlank()), now);
        if (effect == RunEffect.DONE) {
            text.setLength(Math.min(text.length(), piece.position()));
            text.append(added.value());
            cited.removeIf(citation -> citation.at() > piece.position());
            cited.addAll(piece.citations());
        }
        return effect;
    }

    void loseText() {
        text.setLength(0);
        cited.clear();
    }

    void end(Ending how) {
        ending = Optional.of(how);
        loseText();
    }

    /** Forgets what a message of its turn said, which is deleted. */
    void forget(Message message) {
        if (message.seq() == askSeq) {
            selectedText = Optional.empty();
        }
        ending = ending.map(how -> how.answer().filter(answer -> answer.id().equals(message.id())).isEmpty() ? how
                : how.withoutAnswer());
    }

    /** What was logged, if it makes an answer. */
    Optional<PlainText> shown() {
        return Optional.of(PlainText.of(text.toString())).filter(shown -> !shown.isBlank());
    }

    /** The citations behind a position, of what was logged or, when it has ended, of the answer. */
    List<Citation> cited(int after) {
        return ending.map(how -> how.answer().map(Message::citations).orElse(List.of()))
                .orElse(cited)
                .stream()
                .filter(citation -> citation.at() > after)
                .sorted(Comparator.comparingInt(Citation::at))
                .toList();
    }

    Run run() {
        return new Run(id, session.id(), state.status(), state.attempt(), askSeq,
                ending.flatMap(Ending::answer).map(Message::seq), ending.flatMap(Ending::error),
                ending.flatMap(Ending::usage), ending.flatMap(Ending::receipt), createdAt, ending.map(Ending::at));
    }

    RunProgress progress(int after, Instant now) {
        Optional<Message> answer = ending.flatMap(Ending::answer);
        CharSequence all = answer.<CharSequence>map(message -> message.content().value()).orElse(text);
        return new RunProgress(run(), isOrphaned(now), all.subSequence(Math.min(after, all.length()), all.length())
                .toString(), cited(after), answer);
    }

    RunProgress progressWithoutText(Instant now) {
        return new RunProgress(run(), isOrphaned(now), "", List.of(), ending.flatMap(Ending::answer));
    }

    private boolean isOrphaned(Instant now) {
        return state.leaseIsOver(now) || (state.status() == RunStatus.QUEUED && session.isNext(this));
    }

    Claim claim() {
        return new Claim(owner, session.id(), new Execution(id, state.attempt()),
                Grounding.of(selectedText, terms.mode() == SessionMode.GROUNDED_RAG, terms.scope()),
                state.followed());
    }
}
