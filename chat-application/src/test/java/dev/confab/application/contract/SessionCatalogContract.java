package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionCreating;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionVersion;
import dev.confab.domain.session.Title;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a {@link SessionCatalog} promises about single sessions; lists are another contract's. */
public abstract class SessionCatalogContract extends StoreContract {

    /** Returns the catalog over the stores of {@link #stores()}. */
    protected abstract SessionCatalog catalog();

    static SessionAttributes titled(String title) {
        return new SessionAttributes(Optional.of(new Title(PlainText.of(title))), SessionMode.OPEN_CHAT, Scope.ALL,
                Metadata.NONE);
    }

    static NewSession fresh(String title) {
        return new NewSession(new SessionId(UUID.randomUUID()), true, titled(title));
    }

    private SessionEntry created(Owner owner, NewSession session) {
        return assertInstanceOf(SessionCreating.Created.class, catalog().create(owner, session)).entry();
    }

    private SessionId made() {
        return created(ada, fresh("made")).session().id();
    }

    private SessionEntry entry(SessionId session) {
        return catalog().find(ada, session).orElseThrow();
    }

    static NewMessage saying(Role role, String content) {
        return new NewMessage(new MessageId(UUID.randomUUID()), role, PlainText.of(content));
    }

    private Message added(SessionId session, Role role, String content) {
        return assertInstanceOf(MessageAdding.Added.class,
                catalog().addMessage(ada, session, saying(role, content))).message();
    }

    @Test
    final void create_isFoundAsItWasMade() {
        var attributes = new SessionAttributes(Optional.of(new Title(PlainText.of("Ünïcode 🤖 \"title\""))),
                SessionMode.GROUNDED_RAG, Scope.of(Set.of(document(ada))), new Metadata(Map.of("k", "v \\ \n")));
        var session = new NewSession(new SessionId(UUID.randomUUID()), false, attributes);

        SessionEntry entry = created(ada, session);

        assertEquals(attributes, entry.attributes());
        assertEquals(session.id(), entry.session().id());
        assertEquals(new SessionVersion(0, 0), entry.version());
        assertEquals(entry.session().createdAt(), entry.session().updatedAt());
        assertEquals(Optional.of(entry), catalog().find(ada, session.id()));
        assertEquals(Optional.of(entry.session()), store().findSession(ada, session.id()));
        assertEquals(Optional.of(List.of()), catalog().readMessages(ada, session.id(), MessagePage.after(0, 10)));
        assertEquals(Optional.empty(), catalog().find(bob, session.id()));
    }

    @Test
    final void create_saidAgain_isKnownWhateverHasBecomeOfIt() {
        NewSession session = fresh("first");
        SessionEntry first = created(ada, session);
        assertEquals(new SessionCreating.Known(first), catalog().create(ada, session));

        catalog().change(ada, session.id(), 0, titled("renamed"));
        added(session.id(), Role.USER, "hello");

        assertEquals(new SessionCreating.Known(entry(session.id())), catalog().create(ada, session));
        assertEquals(new SessionVersion(1, 1), entry(session.id()).version());
    }

    @Test
    final void create_underAnIdentityThatSomethingElseHas_isRefusedAlikeWhoeverHasIt() {
        NewSession session = fresh("mine");
        created(ada, session);
        SessionId ofATurn = open(Ask.asking("hello")).session().id();
        NewSession deleted = fresh("gone");
        created(ada, deleted);
        catalog().delete(ada, deleted.id(), Optional.empty());

        assertEquals(new SessionCreating.Taken(), catalog().create(bob, session));
        assertEquals(new SessionCreating.Taken(),
                catalog().create(ada, new NewSession(session.id(), true, titled("other"))));
        assertEquals(new SessionCreating.Taken(),
                catalog().create(ada, new NewSession(ofATurn, true, SessionAttributes.DEFAULT)));
        assertEquals(new SessionCreating.Taken(), catalog().create(ada, deleted));
        assertEquals(Optional.empty(), catalog().find(bob, session.id()));
        assertEquals(Optional.empty(), catalog().find(ada, deleted.id()));
    }

    @Test
    final void create_atOnce_makesOne() throws Exception {
        NewSession session = fresh("one");
        Callable<SessionCreating> create = () -> catalog().create(ada, session);
        List<SessionCreating> all = atOnce(Collections.nCopies(6, create));

        assertEquals(1, all.stream().filter(SessionCreating.Created.class::isInstance).count());
        assertEquals(5, all.stream().filter(SessionCreating.Known.class::isInstance).count());
    }

    @Test
    final void create_withADocumentThatIsNotThere_storesNothing() {
        for (DocumentId document : List.of(new DocumentId(UUID.randomUUID()), document(bob))) {
            var session = new NewSession(new SessionId(UUID.randomUUID()), true, new SessionAttributes(
                    Optional.empty(), SessionMode.OPEN_CHAT, Scope.of(Set.of(document)), Metadata.NONE));
            assertEquals(new SessionCreating.NoSuchDocument(), catalog().create(ada, session));
            assertEquals(Optional.empty(), catalog().find(ada, session.id()));
        }
    }

    @Test
    final void openTurn_inASessionThatWasMade_goesOnWithIt() {
        var scope = Scope.of(Set.of(document(ada)));
        var session = new NewSession(new SessionId(UUID.randomUUID()), false,
                new SessionAttributes(Optional.empty(), SessionMode.GROUNDED_RAG, scope, Metadata.NONE));
        created(ada, session);

        TurnOpening.Opened opened = open(Ask.asking("one").in(session.id()).seeing(10));

        assertEquals(session.id(), opened.session().id());
        assertEquals(1, opened.question().seq());
        assertEquals(scope, opened.scope());
        assertEquals(SessionMode.GROUNDED_RAG, opened.session().mode());
        close(opened, TurnFixtures.completed("uno"));
        assertEquals(List.of("one", "uno"), log(session.id()));
    }

    @Test
    final void change_replacesWhatIsSaidAndCountsRevisions() {
        SessionId session = made();
        SessionEntry before = entry(session);
        var attributes = new SessionAttributes(Optional.empty(), SessionMode.GROUNDED_RAG,
                Scope.of(Set.of(document(ada))), new Metadata(Map.of("a", "b")));

        SessionEntry after = assertInstanceOf(SessionChanging.Changed.class,
                catalog().change(ada, session, 0, attributes)).entry();

        assertEquals(attributes, after.attributes());
        assertEquals(new SessionVersion(1, 0), after.version());
        assertEquals(before.session().updatedAt(), after.session().updatedAt());
        assertEquals(Optional.of(after), catalog().find(ada, session));
        assertEquals(new SessionChanging.Stale(), catalog().change(ada, session, 0, titled("late")));
        assertEquals(new SessionChanging.NoSuchSession(), catalog().change(bob, session, 1, titled("theirs")));
        var unknown = new SessionAttributes(Optional.empty(), SessionMode.OPEN_CHAT,
                Scope.of(Set.of(new DocumentId(UUID.randomUUID()))), Metadata.NONE);
        assertEquals(new SessionChanging.NoSuchDocument(), catalog().change(ada, session, 1, unknown));
        assertEquals(after, entry(session));
    }

    @Test
    final void change_ofTheSameRevisionAtOnce_succeedsOnce() throws Exception {
        SessionId session = made();
        List<Callable<SessionChanging>> changes = IntStream.range(0, 8)
                .<Callable<SessionChanging>>mapToObj(
                        name -> () -> catalog().change(ada, session, 0, titled("name " + name)))
                .toList();

        List<SessionChanging> all = atOnce(changes);

        assertEquals(1, all.stream().filter(SessionChanging.Changed.class::isInstance).count());
        assertEquals(7, all.stream().filter(new SessionChanging.Stale()::equals).count());
        assertEquals(1, entry(session).revision());
    }

    @Test
    final void delete_takesEverythingOfTheSessionAlong() {
        TurnOpening.Opened opened = open(Ask.asking("secret").keyed("key-" + ada.value()).followed());
        SessionId session = opened.session().id();
        appendAll(execution(opened), "an answer");
        close(opened, TurnFixtures.completed("an answer"));
        TurnOpening.Opened other = open(Ask.asking("stays"));

        assertEquals(new SessionDeleting.NoSuchSession(), catalog().delete(bob, session, Optional.empty()));
        assertEquals(new SessionDeleting.Deleted(List.of()), catalog().delete(ada, session, Optional.empty()));

        assertEquals(new SessionDeleting.NoSuchSession(), catalog().delete(ada, session, Optional.empty()));
        assertEquals(Optional.empty(), catalog().find(ada, session));
        assertEquals(Optional.empty(), store().findSession(ada, session));
        assertEquals(Optional.empty(), catalog().readMessages(ada, session, MessagePage.after(0, 10)));
        assertEquals(Optional.empty(), runs().findRun(ada, opened.question().run()));
        assertEquals(1, log(other.session().id()).size());
        TurnOpening again = store().openTurn(ada, Ask.asking("secret").keyed("key-" + ada.value()).turn());
        assertNotEquals(session, opened(again).session().id());
    }

    @Test
    final void delete_leavesBranchesAsTheyAre() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        close(first, TurnFixtures.completed("uno"));
        TurnOpening.Opened second = open(Ask.asking("two").in(first.session().id()));
        close(second, TurnFixtures.completed("dos"));
        TurnOpening.Opened branch = open(
                Ask.asking("three").in(first.session().id()).insteadOf(second.question().id()));

        catalog().delete(ada, first.session().id(), Optional.empty());

        assertEquals(List.of("one", "uno", "three"), log(branch.session().id()));
        close(branch, TurnFixtures.completed("tres"));
    }

    @Test
    final void delete_ofAnotherState_deletesNothing() {
        SessionId session = made();
        SessionVersion read = entry(session).version();
        added(session, Role.USER, "one more");

        assertEquals(new SessionDeleting.Stale(), catalog().delete(ada, session, Optional.of(read)));
        SessionVersion now = entry(session).version();
        assertEquals(new SessionDeleting.Stale(),
                catalog().delete(ada, session, Optional.of(new SessionVersion(now.revision() + 1, now.lastSeq()))));
        assertEquals(new SessionDeleting.Deleted(List.of()), catalog().delete(ada, session, Optional.of(now)));
    }

    @Test
    final void delete_whileARunIsExecuted_leavesItsExecutorNothingToWriteTo() {
        TurnOpening.Opened opened = open(Ask.asking("hello").followed());
        SessionId session = opened.session().id();
        RunId waiting = enqueue(Ask.asking("more").in(session));
        Execution execution = execution(opened);
        appendAll(execution, "beginning");

        assertEquals(new SessionDeleting.Deleted(List.of(execution.run(), waiting)),
                catalog().delete(ada, session, Optional.empty()));

        assertEquals(new TextLogging(Set.of(execution.run()), Set.of(), Set.of()), append(execution, 9, " and end"));
        assertEquals(List.of(), runs().heartbeat(TurnFixtures.HOLD, List.of(execution)));
        assertEquals(Optional.empty(), runs().follow(ada, execution.run()));
        assertEquals(Optional.empty(), runs().cancel(ada, execution.run()));
        assertEquals(Optional.empty(), store().readTurn(ada, execution, 10));
        runs().release(TurnFixtures.HOLD, List.of(execution));
        assertEquals(List.of(), claimAll());
        assertEquals(new TurnClosing.Superseded(Optional.empty()),
                store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("beginning and end"))));
        assertEquals(new TurnClosing.Superseded(Optional.empty()),
                store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.failed())));
        assertEquals(Optional.empty(), catalog().find(ada, session));
        assertNotEquals(session, open(Ask.asking("anew").in(session)).session().id());
    }

    @Test
    final void delete_andTurnsAtOnce_leaveNothingHalf() throws Exception {
        for (int round = 0; round < 5; round++) {
            TurnOpening.Opened opened = open(Ask.asking("hello").followed());
            SessionId session = opened.session().id();
            NewTurn next = Ask.asking("more").in(session).turn();
            List<Callable<Object>> calls = List.of(
                    () -> catalog().delete(ada, session, Optional.empty()),
                    () -> append(execution(opened), 0, "text"),
                    () -> store().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("text"))),
                    () -> catalog().addMessage(ada, session, saying(Role.USER, "me too")),
                    () -> store().openTurn(ada, next));
            atOnce(calls);

            assertEquals(Optional.empty(), catalog().find(ada, session));
            assertEquals(Optional.empty(), runs().findRun(ada, opened.question().run()));
            assertEquals(Optional.empty(), catalog().readMessages(ada, session, MessagePage.after(0, 10)));
            runs().findRun(ada, next.run()).ifPresent(run -> assertNotEquals(session, run.session()));
        }
    }

    @Test
    final void addMessage_goesToTheEndOfTheLog() {
        SessionId session = made();

        Message greeting = added(session, Role.ASSISTANT, "How can I help?");
        Message question = added(session, Role.USER, "What is torque?");
        Message answer = added(session, Role.ASSISTANT, "A turning force.");
        Message note = added(session, Role.ASSISTANT, "By the way.");

        assertEquals(List.of(1L, 2L, 3L, 4L), List.of(greeting.seq(), question.seq(), answer.seq(), note.seq()));
        assertEquals(List.of(0L, 2L, 2L, 2L), List.of(greeting.turn(), question.turn(), answer.turn(), note.turn()));
        assertEquals(new Message(question.id(), session, 2, 2, Role.USER, question.content(), MessageStatus.COMPLETE,
                List.of(), Attachments.NONE, Optional.empty(), question.createdAt()), question);
        assertEquals(List.of(greeting, question, answer, note), store().readMessages(ada, session, 0, 10));
        assertEquals(4, entry(session).session().lastSeq());
        assertEquals(note.createdAt(), entry(session).session().updatedAt());
        assertEquals(new MessageAdding.NoSuchSession(), catalog().addMessage(bob, session, saying(Role.USER, "me")));
    }

    @Test
    final void addMessage_saidAgain_isKnown() {
        SessionId session = made();
        NewMessage message = saying(Role.USER, "once");
        Message stored = assertInstanceOf(MessageAdding.Added.class, catalog().addMessage(ada, session, message))
                .message();

        assertEquals(new MessageAdding.Known(stored), catalog().addMessage(ada, session, message));
        assertEquals(new MessageAdding.Taken(), catalog().addMessage(ada, session,
                new NewMessage(message.id(), Role.USER, PlainText.of("other"))));
        assertEquals(new MessageAdding.Taken(), catalog().addMessage(ada, session,
                new NewMessage(message.id(), Role.ASSISTANT, message.content())));
        assertEquals(List.of("once"), log(session));
    }

    @Test
    final void addMessage_atOnce_givesDensePositions() throws Exception {
        SessionId session = made();
        List<Callable<MessageAdding>> adds = IntStream.range(0, 20)
                .<Callable<MessageAdding>>mapToObj(nth -> () -> catalog().addMessage(ada, session,
                        saying(nth % 2 == 0 ? Role.USER : Role.ASSISTANT, "message " + nth)))
                .toList();

        atOnce(adds).forEach(each -> assertInstanceOf(MessageAdding.Added.class, each));

        List<Message> log = store().readMessages(ada, session, 0, 100);
        assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), log.stream().map(Message::seq).toList());
        for (int at = 1; at < log.size(); at++) {
            assertTrue(!log.get(at).createdAt().isBefore(log.get(at - 1).createdAt()));
        }
    }

    @Test
    final void addMessage_whileARunHasNotEnded_isRefused() {
        TurnOpening.Opened opened = open(Ask.asking("hello"));
        SessionId session = opened.session().id();

        assertEquals(new MessageAdding.Busy(opened.question().run()),
                catalog().addMessage(ada, session, saying(Role.USER, "me too")));
        close(opened, TurnFixtures.completed("hi"));
        added(session, Role.USER, "me too");

        assertEquals(List.of("hello", "hi", "me too"), log(session));
    }

    @Test
    final void addMessage_behindAnOrphan_endsItFirst() {
        TurnOpening.Opened orphan = open(Ask.asking("hello").followed());
        appendAll(execution(orphan), "half an ans");
        release(execution(orphan));

        added(orphan.session().id(), Role.USER, "still there?");

        assertEquals(List.of("hello", "half an ans", "still there?"), log(orphan.session().id()));
        assertEquals(RunStatus.INCOMPLETE, run(orphan).status());
    }

    @Test
    final void openTurn_afterAddedMessages_seesThemAndMayAskThem() {
        SessionId session = made();
        added(session, Role.USER, "What is torque?");

        TurnOpening.Opened again = open(Ask.asking("").in(session).again());
        assertEquals("What is torque?", again.question().content().value());
        assertEquals(Optional.empty(), again.question().origin());
        RunId run = claimedOrOpened(again);
        closed(store().closeTurn(ada, TurnFixtures.end(session, new Execution(run, 1),
                TurnFixtures.completed("A turning force."))));
        added(session, Role.ASSISTANT, "Noted.");
        TurnOpening.Opened next = open(Ask.asking("And power?").in(session).seeing(10));

        assertEquals(List.of("What is torque?", "A turning force.", "Noted."), contents(next.window()));
        assertEquals(List.of(1L, 1L, 1L), next.window().stream().map(Message::turn).toList());
        assertEquals(List.of(Optional.empty(), Optional.of(run), Optional.empty()),
                next.window().stream().map(Message::origin).toList());
    }

    /** The run of the only one that has not ended. */
    private RunId claimedOrOpened(TurnOpening.Opened opened) {
        return assertInstanceOf(MessageAdding.Busy.class,
                catalog().addMessage(ada, opened.session().id(), saying(Role.USER, "who is there?"))).active();
    }

    @Test
    final void readMessages_givesPagesBothWays() {
        SessionId session = made();
        IntStream.rangeClosed(1, 7).forEach(nth -> added(session, Role.USER, "m" + nth));

        assertEquals(List.of("m1", "m2", "m3"), page(session, MessagePage.after(0, 3)));
        assertEquals(List.of("m4", "m5", "m6"), page(session, MessagePage.after(3, 3)));
        assertEquals(List.of("m7"), page(session, MessagePage.after(6, 3)));
        assertEquals(List.of(), page(session, MessagePage.after(7, 3)));
        assertEquals(List.of("m5", "m6", "m7"), page(session, MessagePage.before(Long.MAX_VALUE, 3)));
        assertEquals(List.of("m2", "m3", "m4"), page(session, MessagePage.before(5, 3)));
        assertEquals(List.of("m1"), page(session, MessagePage.before(2, 3)));
        assertEquals(List.of(), page(session, MessagePage.before(1, 3)));
        assertEquals(List.of(), page(session, MessagePage.before(0, 3)));
        assertEquals(Optional.empty(), catalog().readMessages(bob, session, MessagePage.after(0, 3)));
    }

    private List<String> page(SessionId session, MessagePage page) {
        return contents(catalog().readMessages(ada, session, page).orElseThrow());
    }
}
