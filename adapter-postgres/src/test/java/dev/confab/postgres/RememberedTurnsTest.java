package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnOpening;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Turns that are remembered as documents go with their sessions. */
class RememberedTurnsTest {

    private final Owner ada = FilledStore.owner("ada");
    private final SessionStore sessions = SharedDatabase.store();
    private final SessionCatalog catalog = SharedDatabase.beans().getBean(SessionCatalog.class);
    private final DocumentStore documents = SharedDatabase.beans().getBean(DocumentStore.class);
    private final PassageStore passages = SharedDatabase.beans().getBean(PassageStore.class);

    private TurnOpening.Opened turn(Optional<SessionId> session) {
        Ask ask = Ask.asking("question");
        var opened = assertInstanceOf(TurnOpening.Opened.class,
                sessions.openTurn(ada, session.map(ask::in).orElse(ask).turn()));
        sessions.closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
        return opened;
    }

    private static NewVersion memory(TurnOpening.Opened turn) {
        return DocumentFixtures.chunks(new DocumentId(turn.question().run().value()), Optional.empty(),
                Optional.of(turn.session().id()), "title", "question and answer");
    }

    @Test
    void delete_ofASession_takesItsRememberedTurnsAlong() {
        FilledStore.clear(SharedDatabase.beans());
        FilledStore store = FilledStore.of(SharedDatabase.beans());
        TurnOpening.Opened first = turn(Optional.empty());
        TurnOpening.Opened second = turn(Optional.of(first.session().id()));
        TurnOpening.Opened other = turn(Optional.empty());
        List<DocumentId> gone = List.of(store.searchable(ada, memory(first), Optional.empty()),
                store.searchable(ada, memory(second), Optional.empty()));
        DocumentId stays = store.searchable(ada, memory(other), Optional.empty());
        long before = passages.follow(0, 100).latest();

        assertInstanceOf(SessionDeleting.Deleted.class,
                catalog.delete(ada, first.session().id(), Optional.empty()));

        gone.forEach(document -> assertEquals(Optional.empty(), documents.find(ada, document)));
        assertTrue(documents.find(ada, stays).isPresent());
        List<PassageChange> changes = passages.follow(before, 100).changes();
        assertEquals(Set.copyOf(gone), changes.stream().map(PassageChange::document).collect(Collectors.toSet()));
        changes.forEach(change -> assertEquals(Optional.empty(), change.version()));
        assertThrows(StoreFault.Unavailable.class, () -> documents.add(ada, memory(first)));
        gone.forEach(document -> assertEquals(Optional.empty(), documents.find(ada, document)));
    }
}
