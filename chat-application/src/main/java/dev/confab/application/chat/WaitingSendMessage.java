package dev.confab.application.chat;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Sends a message and executes its turn on the calling thread. */
final class WaitingSendMessage implements SendMessage {

    /** What retrieval and storing may take beside the model. */
    private static final Duration AROUND_THE_CALL = Duration.ofMinutes(1);

    private final ChatPorts ports;
    private final ChatSettings settings;
    private final PromptComposer composer;
    private final TurnExecution execution;
    private final Duration lease;
    private final LiveRuns liveRuns = new LiveRuns();

    WaitingSendMessage(ChatPorts ports, ChatSettings settings) {
        this.ports = ports;
        this.settings = settings;
        this.composer = new PromptComposer(settings.instructions(),
                new PromptBudget(ports.llm().profile().promptTokens(), settings.windowMessages()), ports.tokens());
        Duration needed = ports.llm().longestCall().plus(AROUND_THE_CALL);
        this.lease = needed.compareTo(settings.lease()) > 0 ? needed : settings.lease();
        this.execution = new TurnExecution(ports, settings, composer);
    }

    @Override
    public Result send(Owner owner, Command command) {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(command, "command");
        Optional<Result.TooLong> tooLong = tooLong(command);
        if (tooLong.isPresent()) {
            return tooLong.get();
        }
        Instant from = ports.clock().instant();
        var run = new RunId(ports.ids().next());
        try (LiveRuns.LiveRun live = liveRuns.enter(run)) {
            return switch (ports.store().openTurn(owner, newTurn(run, command))) {
                case TurnOpening.Busy busy -> new Result.Busy(busy.session(), busy.active());
                case TurnOpening.Opened opened -> {
                    opened.interrupted().ifPresent(liveRuns::stop);
                    SessionMode mode = command.mode().orElse(opened.session().mode());
                    yield result(opened.session().id(), run, execution.execute(owner, live, run, opened,
                            TurnExecution.grounding(command.selectedText(), mode == SessionMode.GROUNDED_RAG), from));
                }
            };
        }
    }

    private Optional<Result.TooLong> tooLong(Command command) {
        int message = command.message().length();
        if (message > settings.maxMessage()) {
            return Optional.of(new Result.TooLong(Part.MESSAGE, message, settings.maxMessage()));
        }
        int selected = command.selectedText().map(text -> text.length()).orElse(0);
        if (selected > settings.maxSelectedText()) {
            return Optional.of(new Result.TooLong(Part.SELECTED_TEXT, selected, settings.maxSelectedText()));
        }
        // The session's own mode is not known yet; grounding in documents has the longest wording of both.
        boolean documents = command.mode().orElse(SessionMode.GROUNDED_RAG) == SessionMode.GROUNDED_RAG;
        OptionalInt excess = composer.excess(command.message(),
                TurnExecution.grounding(command.selectedText(), documents));
        return excess.isPresent()
                ? Optional.of(new Result.TooLong(Part.PROMPT, excess.getAsInt(), composer.budget().tokens()))
                : Optional.empty();
    }

    private NewTurn newTurn(RunId run, Command command) {
        return new NewTurn(command.session(), new SessionId(ports.ids().next()), command.mode(), command.metadata(),
                new MessageId(ports.ids().next()), command.message(), command.selectedText(), run, command.onBusy(),
                command.selectedText().isPresent() ? 0 : settings.windowMessages(), lease);
    }

    private static Result result(SessionId session, RunId run, TurnExecution.Ended ended) {
        if (!(ended.closing() instanceof TurnClosing.Closed closed)) {
            return new Result.Interrupted(session, run);
        }
        return switch (ended.outcome()) {
            case RunOutcome.Completed completed ->
                answered(session, run, closed, Optional.empty(), completed.usage());
            case RunOutcome.Incomplete incomplete ->
                answered(session, run, closed, Optional.of(incomplete.error()), Optional.empty());
            case RunOutcome.Cancelled cancelled -> new Result.Interrupted(session, run);
            case RunOutcome.Failed failed -> {
                ChatFault fault = ended.fault()
                        .orElseThrow(() -> new IllegalStateException("run " + run + " failed without a fault"));
                yield new Result.Unanswered(session, run, fault);
            }
        };
    }

    private static Result answered(SessionId session, RunId run, TurnClosing.Closed closed, Optional<RunError> error,
            Optional<Usage> usage) {
        Message answer = closed.answer()
                .orElseThrow(() -> new IllegalStateException("run " + run + " was closed without its answer"));
        return new Result.Answered(session, run, answer, error, usage);
    }
}
