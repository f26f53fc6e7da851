package dev.confab.domain.prompt;

import dev.confab.domain.IdSource;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.document.Passage;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.summary.Summary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The rule that composes a prompt.
 *
 * <p>
 * Instructions and question are always whole. A selected text is always whole too, and then nothing else is sent.
 * Otherwise passages, the best ones before others, may take their own budget and half of what is left at the most, and the newest turns of the window take the rest; turns
 * are kept or left out as a whole. Where the window does not begin with its session, a summary of what stands before it takes
 * half of that rest at the most, and what it tells is not told twice; without one, or when it is too long, what fell out of the
 * window is missing. An unanswered question of before goes before the new one in the same entry, so that
 * roles alternate. What was given along with a message stands in words behind it, as a part of it. Tokens are counted only when the text's length does not already show that everything fits.
 *
 * <p>
 * Immutable and safe for use by several threads at once.
 */
public final class PromptComposer {

    private final PlainText instructions;
    private final PromptBudget budget;
    private final Measure measure;
    private final IdSource marks;

    /**
     * @param instructions what the model is told to be, not blank
     * @param marks        where the marks come from that stand around passages, in the half of an identity that is made by
     *                     chance
     */
    public PromptComposer(PlainText instructions, PromptBudget budget, TokenCounter counter, IdSource marks) {
        this(instructions, budget, new Measure(Objects.requireNonNull(counter, "counter")), marks);
    }

    private PromptComposer(PlainText instructions, PromptBudget budget, Measure measure, IdSource marks) {
        this.instructions = Objects.requireNonNull(instructions, "instructions");
        this.budget = Objects.requireNonNull(budget, "budget");
        this.measure = measure;
        this.marks = Objects.requireNonNull(marks, "marks");
        if (instructions.isBlank()) {
            throw new IllegalArgumentException("instructions are not blank");
        }
    }

    /** Returns a composer that tells a model to be something else, within another budget. */
    public PromptComposer with(PlainText otherInstructions, PromptBudget otherBudget) {
        return new PromptComposer(otherInstructions, otherBudget, measure, marks);
    }

    /** Returns what it tells a model to be. */
    public PlainText instructions() {
        return instructions;
    }

    /** Returns the budget it composes within. */
    public PromptBudget budget() {
        return budget;
    }

    /**
     * Returns how many tokens what must be sent has, when that is more than the budget; empty when it fits.
     *
     * @param question the user's question
     */
    public OptionalInt excess(PlainText question, Grounding grounding) {
        return excess(question, Attachments.NONE, grounding);
    }

    /**
     * Returns the same for a question with which something is given along.
     *
     * @param said the user's question
     */
    public OptionalInt excess(PlainText said, Attachments attachments, Grounding grounding) {
        PlainText question = AttachedText.of(said, attachments, marks);
        PlainText system = Wording.instructions(instructions, grounding, true);
        if (measure.bound(system) + measure.bound(Wording.length(question, grounding)) <= budget.tokens()) {
            return OptionalInt.empty();
        }
        int tokens = least(system, question, attachments, grounding);
        return tokens > budget.tokens() ? OptionalInt.of(tokens) : OptionalInt.empty();
    }

    /** Returns how many tokens what must be sent has at the most. */
    public int least(PlainText said, Attachments attachments, Grounding grounding) {
        return least(Wording.instructions(instructions, grounding, true), AttachedText.of(said, attachments, marks),
                attachments, grounding);
    }

    private int least(PlainText system, PlainText question, Attachments attachments, Grounding grounding) {
        return measure.entry(system) + measure.entry(Wording.question(question, grounding, Excerpts.NONE))
                + AttachedText.leeway(attachments);
    }

    /**
     * Composes the prompt for a question.
     *
     * @param question  the user's message
     * @param window    the messages before it, oldest first; more than the budget's number of messages are left out
     * @param retrieved what was retrieved, best first; not used with a selected text
     * @throws IllegalArgumentException if what must be sent does not fit, which {@link #excess} tells beforehand
     */
    public Prompt compose(Message question, Grounding grounding, List<Message> window, List<Passage> retrieved) {
        return compose(question, grounding, window, Optional.empty(), retrieved);
    }

    /**
     * Composes the prompt for a question of a session that has a summary.
     *
     * @param window  the messages before it, oldest first; more than the budget's number of messages are left out, except those
     *                that the summary does not tell of
     * @param summary the session's summary, if it has one; not used with a selected text, nor without history
     * @throws IllegalArgumentException if what must be sent does not fit, which {@link #excess} tells beforehand
     */
    public Prompt compose(Message question, Grounding grounding, List<Message> window, Optional<Summary> summary,
            List<Passage> retrieved) {
        Optional<Summary> told = summary.filter(each -> each.seq() < question.seq() && budget.messages() > 0);
        return switch (grounding) {
            case Grounding.SelectedText selected -> ofSelectedText(question, selected, window.size());
            case Grounding.Open open -> ofSession(question, open, window, told, retrieved);
            case Grounding.Documents documents -> ofSession(question, documents, window, told, retrieved);
        };
    }

    private Prompt ofSelectedText(Message question, Grounding.SelectedText selected, int windowSize) {
        PlainText system = Wording.instructions(instructions, selected, false);
        PlainText ask = Wording.question(worded(question), selected, Excerpts.NONE);
        requireFit(measure.bound(system) + measure.bound(ask) <= budget.tokens()
                || measure.entry(system) + measure.entry(ask) <= budget.tokens());
        return new Prompt(system, List.of(new Prompt.Entry(question.role(), ask)), question.content(),
                selected, List.of(), List.of(question.seq()), windowSize);
    }

    private Prompt ofSession(Message question, Grounding grounding, List<Message> window, Optional<Summary> summary,
            List<Passage> retrieved) {
        if (summary.isEmpty()) {
            return of(question, grounding, window, Recollection.of(window, budget.messages()), OptionalLong.empty(),
                    retrieved);
        }
        if (Recollection.isWhole(window, budget.messages())) {
            Prompt whole = of(question, grounding, window, Recollection.of(window, budget.messages()),
                    OptionalLong.empty(), retrieved);
            if (whole.leftOut() == 0) {
                return whole;
            }
        }
        long told = summary.get().seq();
        List<Message> untold = window.stream().filter(message -> message.seq() > told).toList();
        return of(question, grounding, untold, Recollection.behind(summary.get(), window, marks),
                OptionalLong.of(told), retrieved);
    }

    private Prompt of(Message question, Grounding grounding, List<Message> window, Recollection past,
            OptionalLong summarized, List<Passage> retrieved) {
        History history = History.of(AttachedText.of(past.window(), marks));
        PlainText said = worded(question);
        Excerpts excerpts = Excerpts.of(measure.fitting(retrieved, budget.passages()), marks);
        PlainText system = Wording.instructions(instructions, grounding, !excerpts.isEmpty());
        PlainText ask = Wording.question(said, grounding, excerpts);
        Optional<PlainText> summary = past.summary();
        if (measure.bound(system) + measure.bound(ask) + history.bound(measure)
                + summary.map(measure::bound).orElse(0L) > budget.tokens()) {
            int left = budget.tokens()
                    - measure.entry(Wording.instructions(instructions, grounding, !retrieved.isEmpty()))
                    - measure.entry(Wording.question(said, grounding, Excerpts.NONE));
            requireFit(left >= 0);
            excerpts = Excerpts.of(measure.fitting(retrieved, Math.min(left / 2, budget.passages())), marks);
            system = Wording.instructions(instructions, grounding, !excerpts.isEmpty());
            ask = Wording.question(said, grounding, excerpts);
            int rest = Math.max(0, budget.tokens() - measure.entry(system) - measure.entry(ask));
            summary = summary.filter(words -> measure.entry(words) <= rest / 2);
            history = history.latestWithin(rest - summary.map(measure::entry).orElse(0), measure);
        }
        return new Prompt(system, history.entriesBefore(ask, summary), question.content(), grounding,
                excerpts.passages(), history.positionsBefore(question.seq()), window.size() - history.messages(),
                summary.isPresent() ? summarized : OptionalLong.empty());
    }

    private PlainText worded(Message question) {
        return AttachedText.of(question.content(), question.attachments(), marks);
    }

    private static void requireFit(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("instructions and question do not fit the budget");
        }
    }
}
