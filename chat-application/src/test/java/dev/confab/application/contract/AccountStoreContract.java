package dev.confab.application.contract;

import static dev.confab.application.contract.TurnFixtures.completed;
import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.Erased;
import dev.confab.domain.account.Expiry;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is promised about all that an owner has. */
public abstract class AccountStoreContract extends StoreContract {

    /** Returns the store to be tested, of the same data. */
    protected abstract AccountStore account();

    /** Returns the documents of the same data. */
    protected abstract DocumentStore documents();

    /** Gives a session a title. */
    protected abstract void entitle(Owner owner, SessionId session, PlainText title);

    private Erased eraseAll(Owner owner) {
        Erased erased = account().erase(owner);
        while (erased.more()) {
            erased = erased.and(account().erase(owner));
        }
        return erased;
    }

    private static long count(Erased erased, String what) {
        return erased.counts().getOrDefault(what, 0L);
    }

    private SessionId said(Owner owner, int turns) {
        TurnOpening.Opened opened = opened(store().openTurn(owner, asking("one").turn()));
        for (int at = 1; at < turns; at++) {
            opened = opened(store().openTurn(owner, asking("more").in(opened.session().id()).turn()));
        }
        assertInstanceOf(TurnClosing.Closed.class,
                store().closeTurn(owner, TurnFixtures.end(opened, completed("answer"))));
        return opened.session().id();
    }

    @Test
    final void sessions_byPages_tellEachOnce() {
        Set<SessionId> all = new HashSet<>();
        for (int at = 0; at < 7; at++) {
            all.add(said(ada, 1));
        }
        said(bob, 1);
        SessionId called = all.iterator().next();
        entitle(ada, called, PlainText.of("A title"));

        var told = new ArrayList<SessionId>();
        Optional<SessionId> after = Optional.empty();
        List<OwnedSession> page = account().sessions(ada, after, 3);
        while (!page.isEmpty()) {
            page.forEach(each -> told.add(each.session().id()));
            page = account().sessions(ada, Optional.of(told.getLast()), 3);
        }

        assertEquals(7, told.size());
        assertEquals(all, Set.copyOf(told));
        OwnedSession session = account().session(ada, called).orElseThrow();
        assertEquals(Optional.of(PlainText.of("A title")), session.title());
        assertEquals(store().findSession(ada, called), Optional.of(session.session()));
        assertEquals(Optional.empty(), account().session(bob, called));
    }

    @Test
    final void active_whileRunsGoOn_namesThem() {
        TurnOpening.Opened running = open(asking("one"));
        var queued = enqueue(asking("two").in(running.session().id()));
        said(ada, 2);
        store().openTurn(bob, asking("his").turn());

        assertEquals(Set.of(running.question().run(), queued), Set.copyOf(account().active(ada)));
    }

    @Test
    final void erase_again_and_again_leavesNothing_andOthersAlone() {
        SessionId one = said(ada, 3);
        NewTurn keyed = asking("keyed").keyed("key").followed().turn();
        TurnOpening.Opened running = opened(store().openTurn(ada, keyed));
        append(execution(running), 0, "shown ");
        var document = document(ada);
        documents().putContent(ada, new ContentId(UUID.randomUUID()), 0, new byte[] { 1 });
        SessionId his = said(bob, 2);
        DocumentId theirs = document(bob);

        Erased erased = eraseAll(ada);

        assertEquals(2, count(erased, "sessions"));
        assertEquals(5, count(erased, "messages"));
        assertEquals(4, count(erased, "runs"));
        assertEquals(1, count(erased, "documents"));
        assertEquals(Optional.empty(), store().findSession(ada, one));
        assertEquals(List.of(), log(one));
        assertEquals(Optional.empty(), runs().findRun(ada, keyed.run()));
        assertEquals(Optional.empty(), documents().find(ada, document));
        assertEquals(List.of(), account().sessions(ada, Optional.empty(), 10));
        assertInstanceOf(TurnOpening.Opened.class,
                store().openTurn(ada, asking("other words").keyed("key").turn()), "the key is free again");
        assertTrue(store().findSession(bob, his).isPresent());
        assertEquals(3, store().readMessages(bob, his, 0, 10).size());
        assertTrue(documents().find(bob, theirs).isPresent());
    }

    @Test
    final void erase_ofNothing_doesNothing() {
        said(ada, 1);
        eraseAll(ada);

        assertTrue(eraseAll(ada).counts().values().stream().allMatch(count -> count == 0));
        assertTrue(eraseAll(bob).counts().values().stream().allMatch(count -> count == 0));
    }

    @Test
    final void closeTurn_ofAnErasedSession_storesNothing() {
        TurnOpening.Opened running = open(asking("one").followed());
        eraseAll(ada);

        assertInstanceOf(TurnClosing.Superseded.class,
                store().closeTurn(ada, TurnFixtures.end(running, completed("late"))));
        assertEquals(Set.of(running.question().run()), append(execution(running), 0, "late").lost());
        assertEquals(Optional.empty(), store().findSession(ada, running.session().id()));
    }

    @Test
    final void expire_ofWhatIsNotOld_deletesNothing() {
        SessionId session = said(ada, 1);
        DocumentId document = document(ada);

        Expiry step = account().expireSessions(Optional.empty(), Duration.ofDays(1));
        while (step.next().isPresent()) {
            assertEquals(0, count(step.erased(), "sessions"));
            step = account().expireSessions(step.next(), Duration.ofDays(1));
        }
        assertEquals(0, count(account().expireDocuments(Duration.ofDays(1)), "documents"));

        assertTrue(store().findSession(ada, session).isPresent());
        assertTrue(documents().find(ada, document).isPresent());
    }

    @Test
    final void expire_ofWhatIsOld_deletesIt_butNotWhatIsActive() {
        SessionId old = said(ada, 2);
        TurnOpening.Opened running = open(asking("still running"));
        DocumentId document = document(ada);

        Optional<SessionId> after = Optional.empty();
        do {
            Expiry step = account().expireSessions(after, Duration.ofNanos(1_000));
            after = step.next();
        } while (after.isPresent());
        while (account().expireDocuments(Duration.ofNanos(1_000)).more()) {
            assertFalse(documents().find(ada, document).isPresent()
                    && documents().list(ada, Optional.empty(), 10).isEmpty());
        }

        assertEquals(Optional.empty(), store().findSession(ada, old));
        assertEquals(List.of(), log(old));
        assertEquals(RunStatus.RUNNING, run(running).status());
        assertEquals(Optional.empty(), documents().find(ada, document));
    }
}
