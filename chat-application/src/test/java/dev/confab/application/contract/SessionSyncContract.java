package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.OfflineChange.MessageAdded;
import dev.confab.domain.session.OfflineChange.MessageChanged;
import dev.confab.domain.session.OfflineChange.MessageDeleted;
import dev.confab.domain.session.OfflineChange.SessionChanged;
import dev.confab.domain.session.OfflineChange.SessionDeleted;
import dev.confab.domain.session.OfflineChange.SessionMade;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SyncOutcome;
import dev.confab.domain.session.SyncOutcome.Reason;
import dev.confab.domain.session.SyncOutcome.State;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a {@link SessionSync} promises, and what is left of messages that are deleted. */
public abstract class SessionSyncContract extends StoreContract {

    private static final SessionAttributes MOTORS = SessionCatalogContract.titled("Motors");

    /** Returns what is tested, over the stores of {@link #stores()}. */
    protected abstract SessionSync sync();

    /** Returns the catalog over the stores of {@link #stores()}. */
    protected abstract SessionCatalog catalog();

    /** Returns the feed of the stores of {@link #stores()}. */
    protected abstract SessionFeed feed();

    /** Returns the search over the stores of {@link #stores()}. */
    protected abstract MessageSearch search();

    private static SessionId freshSession() {
        return new SessionId(UUID.randomUUID());
    }

    private static NewMessage saying(String words) {
        return SessionCatalogContract.saying(Role.USER, words);
    }

    private SyncOutcome one(Owner owner, OfflineChange change) {
        List<SyncOutcome> all = sync().apply(owner, List.of(change));
        assertEquals(1, all.size());
        return all.getFirst();
    }

    private SessionEntry entry(SyncOutcome outcome, Class<? extends SyncOutcome> kind) {
        return assertInstanceOf(State.OfSession.class, state(outcome, kind)).entry();
    }

    private Message message(SyncOutcome outcome, Class<? extends SyncOutcome> kind) {
        return assertInstanceOf(State.OfMessage.class, state(outcome, kind)).message();
    }

    private Instant gone(SyncOutcome outcome, Class<? extends SyncOutcome> kind) {
        return assertInstanceOf(State.Gone.class, state(outcome, kind)).at();
    }

    private static State state(SyncOutcome outcome, Class<? extends SyncOutcome> kind) {
        assertInstanceOf(kind, outcome);
        return switch (outcome) {
            case SyncOutcome.Applied(var state, var unended) -> state;
            case SyncOutcome.Known(var state) -> state;
            case SyncOutcome.Conflict(var state) -> state;
            case SyncOutcome.Refused refused -> throw new AssertionError("refused");
        };
    }

    private static void refused(Reason reason, SyncOutcome outcome) {
        assertEquals(new SyncOutcome.Refused(reason, Optional.empty()), outcome);
    }

    private SessionId made() {
        SessionId session = freshSession();
        assertInstanceOf(SyncOutcome.Applied.class, one(ada, new SessionMade(session, MOTORS)));
        return session;
    }

    private MessageId said(SessionId session, String words) {
        NewMessage message = saying(words);
        assertInstanceOf(SyncOutcome.Applied.class, one(ada, new MessageAdded(session, message)));
        return message.id();
    }

    private void withdraw(SessionId session, MessageId message) {
        gone(one(ada, new MessageDeleted(session, message)), SyncOutcome.Applied.class);
    }

    @Test
    final void apply_aBatchWhoseChangesNeedEachOther_appliesThemInOrder() {
        SessionId session = freshSession();
        NewMessage first = saying("one");
        NewMessage second = SessionCatalogContract.saying(Role.ASSISTANT, "two");
        NewMessage third = saying("three");

        List<SyncOutcome> all = sync().apply(ada, List.of(new SessionMade(session, MOTORS),
                new MessageAdded(session, first), new MessageAdded(session, second),
                new SessionChanged(session, 0, SessionCatalogContract.titled("Gears")),
                new MessageAdded(session, third), new MessageDeleted(session, first.id()),
                new SessionChanged(session, 1, SessionCatalogContract.titled("Knees"))));

        assertEquals(0, entry(all.getFirst(), SyncOutcome.Applied.class).revision());
        assertEquals(2, message(all.get(2), SyncOutcome.Applied.class).seq());
        assertEquals(1, entry(all.get(3), SyncOutcome.Applied.class).revision());
        assertEquals(3, message(all.get(4), SyncOutcome.Applied.class).seq());
        gone(all.get(5), SyncOutcome.Applied.class);
        assertEquals(2, entry(all.get(6), SyncOutcome.Applied.class).revision());
        assertEquals(List.of("two", "three"), log(session));
        assertEquals(catalog().find(ada, session).orElseThrow(), entry(all.get(6), SyncOutcome.Applied.class));
        assertEquals(List.of(), sync().apply(ada, List.of()));
        assertThrows(IllegalArgumentException.class, () -> sync().apply(ada,
                Collections.nCopies(SessionSync.MAX_CHANGES + 1, new SessionMade(session, MOTORS))));
    }

    @Test
    final void apply_theSameAgain_tellsTheSameAndStoresNothing() {
        SessionId session = freshSession();
        SessionId other = freshSession();
        NewMessage kept = saying("kept");
        NewMessage dropped = saying("dropped");
        List<OfflineChange> batch = List.of(new SessionMade(session, MOTORS), new SessionMade(other, MOTORS),
                new MessageAdded(session, kept), new MessageAdded(session, dropped),
                new SessionChanged(session, 0, SessionCatalogContract.titled("Gears")),
                new MessageDeleted(session, dropped.id()), new SessionDeleted(other, Optional.of(0L)));
        sync().apply(ada, batch);
        SessionEntry before = catalog().find(ada, session).orElseThrow();

        List<SyncOutcome> again = sync().apply(ada, batch);

        assertEquals(before, entry(again.getFirst(), SyncOutcome.Known.class));
        gone(again.get(1), SyncOutcome.Conflict.class);
        assertEquals(kept.id(), message(again.get(2), SyncOutcome.Known.class).id());
        gone(again.get(3), SyncOutcome.Conflict.class);
        assertEquals(before, entry(again.get(4), SyncOutcome.Known.class));
        gone(again.get(5), SyncOutcome.Known.class);
        gone(again.get(6), SyncOutcome.Known.class);
        assertEquals(before, catalog().find(ada, session).orElseThrow());
        assertEquals(List.of("kept"), log(session));
    }

    @Test
    final void apply_someOfItWrong_keepsTheRest() {
        SessionId session = made();
        List<SyncOutcome> all = sync().apply(ada, List.of(new MessageAdded(session, saying("one")),
                new MessageAdded(freshSession(), saying("nowhere")),
                new SessionChanged(freshSession(), 0, MOTORS), new SessionDeleted(freshSession(), Optional.empty()),
                new MessageDeleted(session, new MessageId(UUID.randomUUID())),
                new MessageChanged(session, new MessageId(UUID.randomUUID()), PlainText.of("other")),
                new MessageAdded(session, saying("two"))));

        refused(Reason.NO_SUCH_SESSION, all.get(1));
        refused(Reason.NO_SUCH_SESSION, all.get(2));
        refused(Reason.NO_SUCH_SESSION, all.get(3));
        refused(Reason.NO_SUCH_MESSAGE, all.get(4));
        refused(Reason.NO_SUCH_MESSAGE, all.get(5));
        assertEquals(List.of("one", "two"), log(session));
    }

    @Test
    final void apply_whatAnotherDeviceChanged_tellsWhatHolds() {
        SessionId session = made();
        MessageId message = said(session, "as it was said");
        catalog().change(ada, session, 0, SessionCatalogContract.titled("theirs"));
        SessionEntry theirs = catalog().find(ada, session).orElseThrow();

        assertEquals(theirs, entry(one(ada, new SessionChanged(session, 0, SessionCatalogContract.titled("ours"))),
                SyncOutcome.Conflict.class));
        assertEquals(theirs, entry(one(ada, new SessionChanged(session, 0, SessionCatalogContract.titled("theirs"))),
                SyncOutcome.Known.class));
        assertEquals(theirs, entry(one(ada, new SessionDeleted(session, Optional.of(0L))),
                SyncOutcome.Conflict.class));
        assertEquals(theirs, entry(one(ada, new SessionMade(session, SessionCatalogContract.titled("other"))),
                SyncOutcome.Conflict.class));
        assertEquals("as it was said", message(
                one(ada, new MessageChanged(session, message, PlainText.of("otherwise"))), SyncOutcome.Conflict.class)
                .content()
                .value());
        assertEquals(message, message(
                one(ada, new MessageChanged(session, message, PlainText.of("as it was said"))),
                SyncOutcome.Known.class).id());
        assertEquals(message, message(
                one(ada, new MessageAdded(session, new NewMessage(message, Role.USER, PlainText.of("otherwise")))),
                SyncOutcome.Conflict.class).id());
        assertEquals(theirs, catalog().find(ada, session).orElseThrow());
    }

    @Test
    final void apply_toWhatIsDeleted_tellsThatItIsGone() {
        SessionId session = made();
        MessageId message = said(session, "one");
        catalog().delete(ada, session, Optional.empty());

        for (OfflineChange change : List.of(new SessionMade(session, MOTORS), new SessionChanged(session, 0, MOTORS),
                new MessageAdded(session, saying("two")),
                new MessageChanged(session, message, PlainText.of("two")))) {
            gone(one(ada, change), SyncOutcome.Conflict.class);
        }
        gone(one(ada, new SessionDeleted(session, Optional.of(0L))), SyncOutcome.Known.class);
        gone(one(ada, new MessageDeleted(session, message)), SyncOutcome.Known.class);
        assertEquals(Optional.empty(), catalog().find(ada, session));
    }

    @Test
    final void apply_toWhatIsSomebodyElses_answersLikeToWhatIsNot() {
        SessionId theirs = made();
        MessageId message = said(theirs, "one");
        SessionId deleted = made();
        catalog().delete(ada, deleted, Optional.empty());
        SessionId bobs = freshSession();
        one(bob, new SessionMade(bobs, MOTORS));

        for (SessionId session : List.of(theirs, deleted)) {
            refused(Reason.ID_TAKEN, one(bob, new SessionMade(session, MOTORS)));
            refused(Reason.NO_SUCH_SESSION, one(bob, new SessionChanged(session, 0, MOTORS)));
            refused(Reason.NO_SUCH_SESSION, one(bob, new SessionDeleted(session, Optional.empty())));
            refused(Reason.NO_SUCH_SESSION, one(bob, new MessageAdded(session, saying("two"))));
            refused(Reason.NO_SUCH_SESSION, one(bob, new MessageDeleted(session, message)));
            refused(Reason.NO_SUCH_SESSION, one(bob, new MessageChanged(session, message, PlainText.of("one"))));
        }
        refused(Reason.ID_TAKEN,
                one(bob, new MessageAdded(bobs, new NewMessage(message, Role.USER, PlainText.of("one")))));
        refused(Reason.NO_SUCH_MESSAGE, one(bob, new MessageDeleted(bobs, message)));
        refused(Reason.NO_SUCH_MESSAGE, one(bob, new MessageChanged(bobs, message, PlainText.of("one"))));
        withdraw(theirs, message);
        refused(Reason.NO_SUCH_MESSAGE, one(bob, new MessageDeleted(bobs, message)));
        // What was deleted is nobody's: neither knows of the other.
        message(one(bob, new MessageAdded(bobs, new NewMessage(message, Role.USER, PlainText.of("two")))),
                SyncOutcome.Applied.class);
        gone(one(bob, new MessageDeleted(bobs, message)), SyncOutcome.Applied.class);
        gone(one(ada, new MessageDeleted(theirs, message)), SyncOutcome.Known.class);
    }

    @Test
    final void apply_toABusySession_isRefusedAndNamesTheRun() {
        SessionId session = made();
        MessageId message = said(session, "one");
        TurnOpening.Opened opened = open(Ask.asking("two").in(session));
        RunId run = opened.question().run();

        for (OfflineChange change : List.of(new MessageAdded(session, saying("three")),
                new MessageDeleted(session, message), new MessageDeleted(session, opened.question().id()))) {
            assertEquals(new SyncOutcome.Refused(Reason.BUSY, Optional.of(run)), one(ada, change));
        }
        assertInstanceOf(SyncOutcome.Applied.class,
                one(ada, new SessionChanged(session, 0, SessionCatalogContract.titled("Gears"))));
        var gone = assertInstanceOf(SyncOutcome.Applied.class, one(ada, new SessionDeleted(session, Optional.empty())));
        assertEquals(List.of(run), gone.unended());
    }

    @Test
    final void apply_aSessionWithEverything_keepsIt() {
        DocumentId document = document(ada);
        AssistantId assistant = assistant(ada);
        var attributes = new SessionAttributes(MOTORS.title(), SessionMode.GROUNDED_RAG, Scope.of(Set.of(document)),
                Optional.of(assistant), new Metadata(Map.of("app", "demo", "b", "\\ \" 🤖")));
        SessionId session = freshSession();

        assertEquals(attributes, entry(one(ada, new SessionMade(session, attributes)), SyncOutcome.Applied.class)
                .attributes());
        assertEquals(attributes, entry(one(ada, new SessionChanged(session, 0, attributes)), SyncOutcome.Known.class)
                .attributes());
        assertEquals(MOTORS, entry(one(ada, new SessionChanged(session, 0, MOTORS)), SyncOutcome.Applied.class)
                .attributes());
        assertInstanceOf(SessionCreating.Known.class, catalog().create(ada, new NewSession(session, true, attributes)));

        var noDocument = new SessionAttributes(MOTORS.title(), SessionMode.OPEN_CHAT, Scope.of(Set.of(document(bob))),
                Metadata.NONE);
        refused(Reason.NO_SUCH_DOCUMENT, one(ada, new SessionMade(freshSession(), noDocument)));
        refused(Reason.NO_SUCH_DOCUMENT, one(ada, new SessionChanged(session, 1, noDocument)));
        refused(Reason.NO_SUCH_ASSISTANT, one(ada, new SessionMade(freshSession(), answeredBy(assistant(bob)))));
        refused(Reason.NO_SUCH_ASSISTANT, one(ada, new SessionChanged(session, 1, answeredBy(assistant(bob)))));
    }

    private AssistantId assistant(Owner owner) {
        var assistant = new AssistantId(UUID.randomUUID());
        assistants().add(owner, assistant, AssistantDraft.of("Expert", "Be one."));
        return assistant;
    }

    private static SessionAttributes answeredBy(AssistantId assistant) {
        return new SessionAttributes(Optional.empty(), SessionMode.OPEN_CHAT, Scope.ALL, Optional.of(assistant),
                Metadata.NONE);
    }

    @Test
    final void create_withAnAssistant_hasItAnswer() {
        AssistantId assistant = assistant(ada);
        var session = new NewSession(freshSession(), true, answeredBy(assistant));
        assertInstanceOf(SessionCreating.Created.class, catalog().create(ada, session));
        assertInstanceOf(SessionCreating.Known.class, catalog().create(ada, session));
        assertEquals(Optional.of(assistant), catalog().find(ada, session.id()).orElseThrow().assistant());
        assertEquals(assistant, open(Ask.asking("hello").in(session.id())).persona().orElseThrow().from().assistant());

        assertInstanceOf(SessionCreating.NoSuchAssistant.class,
                catalog().create(ada, new NewSession(freshSession(), false, answeredBy(assistant(bob)))));
        assertInstanceOf(SessionChanging.NoSuchAssistant.class,
                catalog().change(ada, session.id(), 0, answeredBy(assistant(bob))));
        assistants().delete(ada, assistant, OptionalInt.empty());
        // One that is gone by now may stay.
        var renamed = new SessionAttributes(MOTORS.title(), SessionMode.OPEN_CHAT, Scope.ALL, Optional.of(assistant),
                Metadata.NONE);
        assertInstanceOf(SessionChanging.Changed.class, catalog().change(ada, session.id(), 0, renamed));
        assertInstanceOf(SessionChanging.Changed.class, catalog().change(ada, session.id(), 1, MOTORS));
        assertEquals(Optional.empty(), catalog().find(ada, session.id()).orElseThrow().assistant());
    }

    @Test
    final void deletedMessage_isNowhereAnyMore() {
        TurnOpening.Opened first = open(Ask.asking("alpha question").about("alpha selection"));
        SessionId session = first.session().id();
        Message answer = close(first, TurnFixtures.cited("alpha answer")).answer().orElseThrow();
        MessageId note = said(session, "alpha note");
        SessionCursor since = changes(Optional.empty()).next();
        assertEquals(3, found("alpha"));

        withdraw(session, answer.id());
        withdraw(session, first.question().id());

        assertEquals(List.of("alpha note"), log(session));
        assertEquals(List.of("alpha note"), contents(
                catalog().readMessages(ada, session, MessagePage.before(100, 10)).orElseThrow()));
        assertEquals(List.of(), catalog().readMessages(ada, session, MessagePage.before(3, 10)).orElseThrow());
        assertEquals(1, found("alpha"));
        assertEquals("", read(first.question().run(), 0).text());
        assertEquals(Optional.empty(), read(first.question().run(), 0).answer());
        assertEquals(List.of(), read(first.question().run(), 0).cited());
        SessionNews.Changes news = changes(Optional.of(since));
        assertEquals(Set.of(answer.id(), first.question().id()), Set.copyOf(
                news.withdrawn().stream().map(SessionNews.Withdrawal::message).toList()));
        assertEquals(List.of(), news.messages());
        assertEquals(List.of(), changes(Optional.empty()).withdrawn());
        assertEquals(List.of("alpha note"), contents(changes(Optional.empty()).messages()));

        TurnOpening.Opened next = open(Ask.asking("beta question").in(session));
        assertEquals(4, next.question().seq());
        assertEquals(List.of("alpha note"), contents(next.window()));
        close(next, TurnFixtures.completed("beta answer"));
        withdraw(session, note);
        TurnOpening.Opened branch = open(Ask.asking("gamma").in(session).insteadOf(next.question().id()));
        assertEquals(List.of(), branch.window());
        assertEquals(List.of("gamma"), log(branch.session().id()));
    }

    private SessionNews.Changes changes(Optional<SessionCursor> since) {
        return assertInstanceOf(SessionNews.Changes.class, feed().read(ada, since, 100));
    }

    private int found(String words) {
        return search().search(ada, SearchQuery.of(Sought.of(PlainText.of(words)), 100)).hits().size();
    }

    @Test
    final void deletedMessage_beforeItsWordsWereKept_isNotFound() {
        SessionId session = made();
        MessageId last = said(session, "delta");
        withdraw(session, last);

        assertEquals(0, found("delta"));
        said(session, "delta again");
        assertEquals(1, found("delta"));
    }

    @Test
    final void deletedMessage_underItsName_isNotAddedAgain() {
        SessionId session = made();
        MessageId message = said(session, "once");
        withdraw(session, message);

        assertInstanceOf(MessageAdding.Taken.class, catalog().addMessage(ada, session,
                new NewMessage(message, Role.USER, PlainText.of("once"))));
        assertEquals(List.of(), log(session));
    }

    @Test
    final void closeTurn_tooLate_afterTheLastMessageWasDeleted_storesNothing() {
        TurnOpening.Opened opened = open(Ask.asking("question"));
        SessionId session = opened.session().id();
        TurnOpening.Opened other = open(Ask.asking("another").in(session));
        close(other, TurnFixtures.completed("answer"));
        store().readMessages(ada, session, 1, 10).forEach(message -> withdraw(session, message.id()));

        assertInstanceOf(TurnClosing.Superseded.class,
                store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("too late"))));
        assertEquals(List.of("question"), log(session));
        assertEquals(3, catalog().find(ada, session).orElseThrow().session().lastSeq());
    }

    @Test
    final void forgetDeletions_ofMessages_makesCursorsOfBeforeTooOld() {
        SessionId session = made();
        MessageId message = said(session, "one");
        SessionCursor before = changes(Optional.empty()).next();
        withdraw(session, message);

        feed().forgetDeletions(Instant.now().minus(Duration.ofHours(1)), 100);
        assertEquals(1, changes(Optional.of(before)).withdrawn().size());
        assertTrue(feed().forgetDeletions(Instant.now().plus(Duration.ofHours(1)), 1_000).isPresent());

        assertEquals(new SessionNews.TooOld(), feed().read(ada, Optional.of(before), 100));
        refused(Reason.NO_SUCH_MESSAGE, one(ada, new MessageDeleted(session, message)));
    }
}
