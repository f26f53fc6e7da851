package dev.confab.domain.session;

import dev.confab.domain.SessionId;
import java.util.Objects;

/**
 * Where a session was branched off.
 *
 * @param session the session it has its beginning from
 * @param lastSeq the last position that both have in common, 0 when they have nothing in common
 */
public record Branch(SessionId session, long lastSeq) {

    public Branch {
        Objects.requireNonNull(session, "session");
        if (lastSeq < 0) {
            throw new IllegalArgumentException("a branch's lastSeq is not negative");
        }
    }
}
