package dev.confab.application.contract;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes scripted calls of one store and tells its replies in a form that can be compared with another store's. */
final class StorePlayer {

    private static final Hold HOLD = TurnFixtures.hold(Duration.ofHours(1));

    private final Stores stores;
    private final Set<MessageId> named = new HashSet<>();
    private final Set<Owner> owners = new HashSet<>();

    StorePlayer(Stores stores) {
        this.stores = stores;
    }

    Object play(CallScript.Call call) {
        return switch (call) {
            case CallScript.Call.Open(var owner, var turn) -> open(owner, turn);
            case CallScript.Call.Edit edit -> open(edit.owner(), edited(edit));
            case CallScript.Call.Close(var owner, var end) -> {
                named.add(end.answer());
                yield closing(stores.sessions().closeTurn(owner, end));
            }
            case CallScript.Call.Append(var pieces) -> stores.runs().append(HOLD, pieces);
            case CallScript.Call.Heartbeat(var executions) -> stores.runs()
                    .heartbeat(HOLD, executions)
                    .stream()
                    .sorted(Comparator.comparing((Pulse pulse) -> pulse.run().value()))
                    .toList();
            case CallScript.Call.Release(var executions) -> {
                stores.runs().release(HOLD, executions);
                yield "released";
            }
            case CallScript.Call.Follow(var owner, var run) -> stores.runs().follow(owner, run).map(this::progress);
            case CallScript.Call.Cancel(var owner, var run) -> stores.runs().cancel(owner, run).map(this::progress);
            case CallScript.Call.Claim claim -> claimAll();
            case CallScript.Call.LoseText lost -> {
                stores.loseText().run();
                yield "lost";
            }
            case CallScript.Call.Read(var watches) -> read(watches);
            case CallScript.Call.ReadTurn(var owner, var execution, var window) -> stores.sessions()
                    .readTurn(owner, execution, window)
                    .map(this::opening);
            case CallScript.Call.ReadSession(var owner, var session) -> fields(
                    stores.sessions().findSession(owner, session).map(StorePlayer::session),
                    messages(stores.sessions().readMessages(owner, session, 0, SessionStore.MAX_PAGE)));
        };
    }

    private Object open(Owner owner, NewTurn turn) {
        owners.add(owner);
        switch (turn.ask()) {
            case NewTurn.Ask.Said said -> named.add(said.id());
            case NewTurn.Ask.Edited edited -> named.add(edited.id());
            case NewTurn.Ask.Again again -> {}
        }
        return opening(stores.sessions().openTurn(owner, turn));
    }

    private NewTurn edited(CallScript.Call.Edit edit) {
        NewTurn turn = edit.turn();
        var ask = (NewTurn.Ask.Edited) turn.ask();
        MessageId replaced = stores.sessions()
                .readMessages(edit.owner(), edit.session(), edit.seq() - 1, 1)
                .stream()
                .map(Message::id)
                .findFirst()
                .orElse(ask.replaced());
        return new NewTurn(turn.session(), turn.freshSession(), turn.mode(), turn.scope(), turn.assistant(),
                turn.metadata(),
                new NewTurn.Ask.Edited(replaced, ask.id(), ask.content(), ask.attachments()), turn.selectedText(),
                turn.run(), turn.key(),
                turn.onBusy(), turn.followed(), turn.window(), turn.hold());
    }

    private List<Claim> claimAll() {
        var all = new ArrayList<Claim>();
        List<Claim> some = stores.runs().claim(HOLD, 50);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = stores.runs().claim(HOLD, 50);
        }
        return all.stream()
                .filter(claim -> owners.contains(claim.owner()))
                .sorted(Comparator.comparing((Claim claim) -> claim.execution().run().value()))
                .toList();
    }

    private Object read(List<RunWatch> watches) {
        return stores.runs().read(watches).stream().map(this::progress).toList();
    }

    private Object opening(TurnOpening opening) {
        return switch (opening) {
            case TurnOpening.Opened opened -> fields("opened", session(opened.session()), message(opened.question()),
                    messages(opened.window()), opened.mode(), opened.scope(), opened.persona(), opened.reach() > 0,
                    opened.attempt(),
                    opened.interrupted());
            case TurnOpening.Queued queued -> fields("queued", session(queued.session()), message(queued.question()));
            case TurnOpening.Joined joined -> joined;
            case TurnOpening.KeyTaken taken -> taken;
            case TurnOpening.Busy busy -> busy;
            case TurnOpening.NoSuchDocument unknown -> unknown;
            case TurnOpening.NoSuchAssistant unknown -> unknown;
            case TurnOpening.NothingToAsk nothing -> nothing;
        };
    }

    private Object closing(TurnClosing closing) {
        return switch (closing) {
            case TurnClosing.Closed closed -> fields("closed", closed.answer().map(this::message), closed.next());
            case TurnClosing.Superseded superseded -> superseded;
        };
    }

    private Object progress(RunProgress progress) {
        Run run = progress.run();
        return fields(run.id(), run.session(), run.status(), run.attempt(), run.askSeq(), run.answerSeq(),
                run.error().map(RunError::code), run.usage(), run.receipt(), run.endedAt().isPresent(),
                progress.orphaned(), progress.text(), progress.cited(), progress.answer().map(this::message));
    }

    private List<Object> messages(List<Message> messages) {
        return messages.stream().map(this::message).toList();
    }

    private Object message(Message message) {
        return fields(message.session(), message.seq(), message.turn(), message.role(), message.content().value(),
                message.status(), message.citations(), message.attachments(), message.run(),
                Optional.of(message.id()).filter(named::contains));
    }

    private static Object session(Session session) {
        return fields(session.id(), session.mode(), session.scope(), session.metadata(), session.branch(),
                session.lastSeq());
    }

    private static List<Object> fields(Object... values) {
        return Arrays.asList(values);
    }
}
