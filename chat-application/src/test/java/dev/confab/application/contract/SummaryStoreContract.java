package dev.confab.application.contract;

import static dev.confab.application.contract.TurnFixtures.completed;
import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.Title;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.NewSummary;
import dev.confab.domain.summary.Summary;
import dev.confab.domain.summary.SummaryStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is promised about summaries beside logs. */
public abstract class SummaryStoreContract extends StoreContract {

    /** Returns the store to be tested, of the same data. */
    protected abstract SummaryStore summaries();

    /** Returns the catalog of the same sessions. */
    protected abstract SessionCatalog catalog();

    private SessionId said(int turns) {
        TurnOpening.Opened opened = open(asking("q1"));
        close(opened, completed("a1"));
        for (int turn = 2; turn <= turns; turn++) {
            close(open(asking("q" + turn).in(opened.session().id())), completed("a" + turn));
        }
        return opened.session().id();
    }

    private List<Message> messages(SessionId session, long from, long to) {
        return store().readMessages(ada, session, from - 1, (int) (to - from + 1));
    }

    private boolean save(SessionId session, Optional<Summary> before, String text, long from, long to) {
        return summaries().save(ada, session, before,
                new NewSummary(PlainText.of(text), "model", messages(session, from, to)));
    }

    private static List<Long> seqs(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    final void save_thenFind_tellsIt_toItsOwnerAlone() {
        SessionId session = said(4);
        assertEquals(Optional.empty(), summaries().find(ada, session));

        assertTrue(save(session, Optional.empty(), "They met 🤖.", 1, 4));

        Summary found = summaries().find(ada, session).orElseThrow();
        assertEquals(new Summary(4, PlainText.of("They met 🤖."), "model", 1, found.createdAt()), found);
        assertEquals(Optional.empty(), summaries().find(bob, session));
        assertEquals(Optional.empty(), summaries().find(ada, new SessionId(UUID.randomUUID())));
        assertEquals(List.of("q1", "a1", "q2", "a2", "q3", "a3", "q4", "a4"), log(session));
    }

    @Test
    final void save_inThePlaceOfAnother_needsThatOne() {
        SessionId session = said(4);
        assertTrue(save(session, Optional.empty(), "one", 1, 2));
        Optional<Summary> first = summaries().find(ada, session);

        assertFalse(save(session, Optional.empty(), "another one", 1, 4), "there is one");
        assertTrue(save(session, first, "two", 3, 4));
        assertFalse(save(session, first, "late", 3, 6), "it is not that one any more");

        Summary found = summaries().find(ada, session).orElseThrow();
        assertEquals(List.of("two", 4L, 2L), List.of(found.text().value(), found.seq(), found.revision()));
    }

    @Test
    final void save_ofWhatDoesNotStandThere_storesNothing() {
        SessionId session = said(2);
        SessionId other = said(2);
        close(open(asking("else").in(other)), completed("else"));

        assertFalse(summaries().save(bob, session, Optional.empty(),
                new NewSummary(PlainText.of("text"), "model", messages(session, 1, 2))));
        assertFalse(summaries().save(ada, session, Optional.empty(),
                new NewSummary(PlainText.of("text"), "model", messages(other, 5, 6))));
        assertFalse(summaries().save(ada, new SessionId(UUID.randomUUID()), Optional.empty(),
                new NewSummary(PlainText.of("text"), "model", messages(session, 1, 2))));
        List<Message> changed = messages(session, 1, 2).stream()
                .map(message -> message.saying(PlainText.of("changed")))
                .toList();
        assertFalse(summaries().save(ada, session, Optional.empty(),
                new NewSummary(PlainText.of("text"), "model", changed)));

        assertEquals(Optional.empty(), summaries().find(ada, session));
    }

    @Test
    final void drop_ofAMessageThatItTellsOf_dropsIt_andOfALaterOneNot() {
        SessionId session = said(4);
        assertTrue(save(session, Optional.empty(), "one", 1, 4));

        summaries().drop(bob, session, 1);
        summaries().drop(ada, session, 5);
        assertTrue(summaries().find(ada, session).isPresent());

        summaries().drop(ada, session, 4);
        assertEquals(Optional.empty(), summaries().find(ada, session));
        assertTrue(save(session, Optional.empty(), "anew", 1, 4));
    }

    @Test
    final void delete_ofItsSession_takesItAlong() {
        SessionId session = said(2);
        assertTrue(save(session, Optional.empty(), "one", 1, 2));

        catalog().delete(ada, session, Optional.empty());

        assertEquals(Optional.empty(), summaries().find(ada, session));
    }

    @Test
    final void openTurn_tellsTheSummary_andAllBehindIt() {
        SessionId session = said(8);
        Ask ask = asking("more").in(session).seeing(4);
        assertEquals(range(13, 16), seqs(open(ask).window()));
        assertTrue(save(session, Optional.empty(), "one", 1, 8));

        TurnOpening.Opened opened = open(ask);
        assertEquals(summaries().find(ada, session), opened.summary());
        assertEquals(range(9, 17), seqs(opened.window()), "all behind the summary");
        assertEquals(opened.summary(), store().readTurn(ada, execution(opened), 4).orElseThrow().summary());
        assertEquals(range(9, 17), seqs(store().readTurn(ada, execution(opened), 4).orElseThrow().window()));
        close(opened, completed("answer"));

        assertEquals(range(9, 17), seqs(open(ask.again()).window()), "the last question again");
        assertEquals(List.of(), open(ask.seeing(0)).window());
    }

    @Test
    final void openTurn_farBehindTheSummary_hasSomeMoreThanTheWindow() {
        SessionId session = said(20);
        assertTrue(save(session, Optional.empty(), "one", 1, 2));
        int most = 4 + TurnOpening.Opened.beyond(4);

        TurnOpening.Opened opened = open(asking("more").in(session).seeing(4));
        assertEquals(range(41 - most, 40), seqs(opened.window()));
        assertEquals(range(41 - most, 40), seqs(store().readTurn(ada, execution(opened), 4).orElseThrow().window()));

        assertTrue(save(session, summaries().find(ada, session), "two", 3, 38));
        assertEquals(range(38, 41), seqs(open(asking("more").in(session).seeing(4)).window()), "never less than that");
    }

    @Test
    final void openTurn_insteadOfAMessage_takesASummaryOfWhatStandsBeforeItAlong() {
        SessionId session = said(6);
        assertTrue(save(session, Optional.empty(), "one", 1, 6));
        List<Message> log = store().readMessages(ada, session, 0, SessionStore.MAX_PAGE);

        TurnOpening.Opened later = open(asking("else").in(session).insteadOf(log.get(8).id()));
        TurnOpening.Opened earlier = open(asking("else").in(session).insteadOf(log.get(4).id()));

        assertEquals(summaries().find(ada, session), summaries().find(ada, later.session().id()));
        assertEquals(summaries().find(ada, session), later.summary());
        assertEquals(Optional.empty(), summaries().find(ada, earlier.session().id()));
        assertEquals(Optional.empty(), earlier.summary());
    }

    @Test
    final void openTurn_tellsWhetherTheSessionIsNameless() {
        TurnOpening.Opened first = open(asking("q1"));
        assertTrue(first.nameless());
        assertTrue(store().readTurn(ada, execution(first), 4).orElseThrow().nameless());
        close(first, completed("a1"));
        assertTrue(open(asking("q2").in(first.session().id())).nameless());
        assertTrue(open(asking("again").in(first.session().id()).again()).nameless());
        assertTrue(open(asking("else").in(first.session().id()).insteadOf(first.question().id())).nameless());

        name(first.session().id(), Optional.of("A title"));
        TurnOpening.Opened named = open(asking("q3").in(first.session().id()));
        assertFalse(named.nameless());
        assertFalse(store().readTurn(ada, execution(named), 4).orElseThrow().nameless());
        assertFalse(open(asking("else").in(first.session().id()).insteadOf(first.question().id())).nameless());

        name(first.session().id(), Optional.empty());
        assertFalse(open(asking("q4").in(first.session().id())).nameless(), "somebody took it away");
    }

    private void name(SessionId session, Optional<String> title) {
        var entry = catalog().find(ada, session).orElseThrow();
        var before = entry.attributes();
        catalog().change(ada, session, entry.revision(), new SessionAttributes(
                title.map(PlainText::of).map(Title::new), before.mode(), before.scope(),
                before.metadata()));
    }
}
