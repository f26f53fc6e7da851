package dev.confab.application.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionNews;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeletionMarksTest {

    private static final Owner ADA = new Owner("ada");
    private static final Duration KEPT = Duration.ofDays(90);

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final InMemorySessionStore store = new InMemorySessionStore(() -> now);
    private final DeletionMarks marks = new DeletionMarks(store, KEPT, () -> now);

    private SessionCursor deleteOne() {
        var session = new NewSession(new SessionId(UUID.randomUUID()), false, SessionAttributes.DEFAULT);
        store.create(ADA, session);
        SessionCursor before = assertInstanceOf(SessionNews.Changes.class, store.read(ADA, Optional.empty(), 100))
                .next();
        store.delete(ADA, session.id(), Optional.empty());
        return before;
    }

    @Test
    void forget_forgetsWhatIsOlderAndNothingElse() {
        SessionCursor first = deleteOne();
        now = now.plus(Duration.ofDays(1));
        SessionCursor second = deleteOne();
        now = now.plus(KEPT).minus(Duration.ofHours(12));

        marks.forget(() -> false);

        assertEquals(new SessionNews.TooOld(), store.read(ADA, Optional.of(first), 100));
        assertEquals(1, assertInstanceOf(SessionNews.Changes.class, store.read(ADA, Optional.of(second), 100)).deleted()
                .size());
    }

    @Test
    void forget_ofMoreThanOneStep_forgetsAll() {
        SessionCursor last = deleteOne();
        for (int more = 0; more < 2_100; more++) {
            last = deleteOne();
        }
        now = now.plus(KEPT).plus(Duration.ofSeconds(1));

        marks.forget(() -> false);

        assertEquals(new SessionNews.TooOld(), store.read(ADA, Optional.of(last), 100));
    }
}
