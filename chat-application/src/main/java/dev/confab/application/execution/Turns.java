package dev.confab.application.execution;

import dev.confab.application.chat.Refusal;
import dev.confab.application.chat.SendMessage;
import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Opens turns, and has this process execute them. */
public final class Turns implements SendMessage {

    private static final Duration RETRY_SOON = Duration.ofSeconds(1);
    private static final Duration RETRY_ELSEWHERE = Duration.ofSeconds(2);
    /** How long a caller waits for a run that this thread does not execute. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Ports ports;
    private final TurnLimits limits;
    private final Replica replica;

    /** @param limits what a turn may have, with the same rules as the replica's */
    public Turns(Ports ports, TurnLimits limits, Replica replica) {
        this.ports = ports;
        this.limits = limits;
        this.replica = replica;
    }

    /** A turn that the store knows, and what is to happen to it here. */
    private sealed interface Opening {

        record Here(Replica.Slot slot, TurnOpening.Opened turn, Grounding grounding, boolean fits, Instant openedAt)
                implements Opening {}

        record Elsewhere(SessionId session, RunId run, boolean replayed) implements Opening {}

        record Refused(Refusal why) implements Opening {}
    }

    @Override
    public Result send(Owner owner, Command command) {
        var run = new RunId(ports.ids().next());
        return switch (open(owner, command, run, false)) {
            case Opening.Here here -> {
                RunEvent.End end = here.slot()
                        .execute(here.turn(), here.grounding(), here.fits(), here.openedAt());
                yield result(here.turn().session().id(), run, end, here.slot().retryAfter());
            }
            case Opening.Elsewhere elsewhere -> replica.watching()
                    .await(owner, elsewhere.run(), PATIENCE)
                    .map(ended -> result(elsewhere.session(), elsewhere.run(), ended, Optional.empty()))
                    .orElseGet(() -> new Result.Unfinished(elsewhere.session(), elsewhere.run()));
            case Opening.Refused refused -> new Result.Refused(refused.why());
        };
    }

    @Override
    public Start stream(Owner owner, Command command, RunListener listener) {
        return begin(owner, command, Optional.of(listener));
    }

    @Override
    public Start start(Owner owner, Command command) {
        return begin(owner, command, Optional.empty());
    }

    private Start begin(Owner owner, Command command, Optional<RunListener> listener) {
        var run = new RunId(ports.ids().next());
        return switch (open(owner, command, run, listener.isPresent())) {
            case Opening.Here here -> {
                Watch watch = listener.map(here.slot()::watch).orElse(Watch.OVER);
                here.slot().executeLater(here.turn(), here.grounding(), here.fits(), here.openedAt());
                yield new Start.Accepted(here.turn().session().id(), run, RunStatus.RUNNING, false, watch);
            }
            case Opening.Elsewhere elsewhere -> {
                Watch watch = listener.flatMap(told -> replica.watching().watch(owner, elsewhere.run(), 0, true, told))
                        .orElse(Watch.OVER);
                RunStatus status = elsewhere.replayed()
                        ? ports.runs().findRun(owner, elsewhere.run()).map(Run::status).orElse(RunStatus.RUNNING)
                        : RunStatus.QUEUED;
                yield new Start.Accepted(elsewhere.session(), elsewhere.run(), status, elsewhere.replayed(), watch);
            }
            case Opening.Refused refused -> new Start.Refused(refused.why());
        };
    }

    private Opening open(Owner owner, Command command, RunId run, boolean followed) {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(command, "command");
        Optional<Refusal> refusal = refusal(command);
        if (refusal.isPresent()) {
            return new Opening.Refused(refusal.get());
        }
        Optional<Replica.Slot> room = replica.reserve(owner, run, followed);
        if (room.isEmpty()) {
            return new Opening.Refused(replica.isStopping() ? new Refusal.Stopping(RETRY_ELSEWHERE)
                    : new Refusal.Overloaded(RETRY_SOON));
        }
        Replica.Slot slot = room.get();
        boolean used = false;
        try {
            Instant from = ports.clock().instant();
            Optional<Refusal> usedUp = replica.quota().open(owner, run, command);
            if (usedUp.isPresent()) {
                return new Opening.Refused(usedUp.get());
            }
            Opening opening = opening(command, slot, from,
                    ports.store().openTurn(owner, newTurn(run, command, followed)));
            used = opening instanceof Opening.Here;
            if (!used && !(opening instanceof Opening.Elsewhere elsewhere && !elsewhere.replayed())) {
                replica.quota().withdraw(owner, run);
            }
            return opening;
        } finally {
            if (!used) {
                slot.giveBack();
            }
        }
    }

    private Opening opening(Command command, Replica.Slot slot, Instant from, TurnOpening opening) {
        return switch (opening) {
            case TurnOpening.Opened opened -> {
                slot.interrupt(opened.interrupted());
                yield new Opening.Here(slot, opened, Grounding
                        .of(command.selectedText(), opened.mode() == SessionMode.GROUNDED_RAG, opened.scope()),
                        opened.persona().isEmpty() && !(command.ask() instanceof Ask.Again), from);
            }
            case TurnOpening.Queued queued ->
                new Opening.Elsewhere(queued.session().id(), slot.run(), false);
            case TurnOpening.Joined joined -> new Opening.Elsewhere(joined.session(), joined.run(), true);
            case TurnOpening.KeyTaken taken ->
                new Opening.Refused(new Refusal.KeyTaken(taken.session(), taken.run()));
            case TurnOpening.Busy busy -> new Opening.Refused(new Refusal.Busy(busy.session(), busy.active()));
            case TurnOpening.NoSuchDocument unknown -> new Opening.Refused(new Refusal.NoSuchDocument());
            case TurnOpening.NoSuchAssistant unknown -> new Opening.Refused(new Refusal.NoSuchAssistant());
            case TurnOpening.NothingToAsk nothing -> new Opening.Refused(new Refusal.NothingToAsk());
        };
    }

    private Optional<Refusal> refusal(Command command) {
        Optional<Refusal> tooLong = tooLong(command);
        if (tooLong.isPresent()) {
            return tooLong;
        }
        if (replica.isStopping()) {
            return Optional.of(new Refusal.Stopping(RETRY_ELSEWHERE));
        }
        // An assistant may have another model, and which one is not known yet.
        Optional<LlmFault> away = command.assistant().isPresent() ? Optional.empty() : ports.llm().outage();
        return away.map(Refusal.ModelAway::new);
    }

    private Optional<Refusal> tooLong(Command command) {
        PlainText message = message(command.ask()).orElse(PlainText.EMPTY);
        Optional<Refusal> tooLong = limits.tooLong(message, command.selectedText());
        if (tooLong.isPresent() || message.length() == 0 || command.assistant().isPresent()) {
            // What an assistant tells the model is not known yet: the question is held against it when it is.
            return tooLong;
        }
        // The session's own mode is not known yet; grounding in documents has the longest wording of both.
        boolean documents = command.mode().orElse(SessionMode.GROUNDED_RAG) == SessionMode.GROUNDED_RAG;
        return limits.excess(message, command.ask().attachments(),
                Grounding.of(command.selectedText(), documents, Scope.ALL));
    }

    private static Optional<PlainText> message(Ask ask) {
        return switch (ask) {
            case Ask.Said said -> Optional.of(said.message());
            case Ask.Edited edited -> Optional.of(edited.message());
            case Ask.Again again -> Optional.empty();
        };
    }

    private NewTurn newTurn(RunId run, Command command, boolean followed) {
        return new NewTurn(command.session(), new SessionId(ports.ids().next()), command.mode(), command.scope(),
                command.assistant(), command.metadata(),
                ask(command.ask()), command.selectedText(), run,
                command.key().map(key -> new IdempotencyKey(key, CommandDigest.of(command))), command.onBusy(),
                followed, command.selectedText().isPresent() ? 0 : limits.settings().windowMessages(), replica.hold());
    }

    private NewTurn.Ask ask(Ask ask) {
        return switch (ask) {
            case Ask.Said said -> new NewTurn.Ask.Said(new MessageId(ports.ids().next()), said.message(),
                    said.attachments());
            case Ask.Edited edited ->
                new NewTurn.Ask.Edited(edited.replaced(), new MessageId(ports.ids().next()), edited.message(),
                        edited.attachments());
            case Ask.Again again -> new NewTurn.Ask.Again();
        };
    }

    private static Result result(SessionId session, RunId id, RunEvent.End end,
            Optional<Duration> retryAfter) {
        if (!(end instanceof RunEvent.Ended ended)) {
            return new Result.Unfinished(session, id);
        }
        Run run = ended.run();
        Optional<Message> answer = ended.answer();
        if (answer.isPresent()) {
            return new Result.Answered(run, answer.get());
        }
        if (run.status() == RunStatus.FAILED) {
            return new Result.Unanswered(session, id, run.error()
                    .orElseThrow(() -> new IllegalStateException("run " + id + " failed without an error")),
                    retryAfter);
        }
        return new Result.Interrupted(session, id);
    }
}
