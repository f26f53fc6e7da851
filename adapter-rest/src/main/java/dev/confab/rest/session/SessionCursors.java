package dev.confab.rest.session;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.session.SessionCursor;
import dev.confab.rest.query.OpaqueWord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Cursors of sessions as clients keep them. */
final class SessionCursors {

    private static final int OWNER_BYTES = 8;

    private SessionCursors() {}

    static String of(SessionCursor cursor) {
        return OpaqueWord.of(cursor.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what a client sent back; empty if that was never told. */
    static Optional<SessionCursor> read(String word) {
        return OpaqueWord.read(word).flatMap(SessionCursors::cursor);
    }

    /** The same, of one owner: another one's is none for him. */
    static String of(Owner owner, SessionCursor cursor) {
        byte[] value = cursor.value().getBytes(StandardCharsets.UTF_8);
        return OpaqueWord.of(ByteBuffer.allocate(OWNER_BYTES + value.length).put(mark(owner)).put(value).array());
    }

    static Optional<SessionCursor> read(Owner owner, String word) {
        return OpaqueWord.read(word)
                .filter(bytes -> bytes.length > OWNER_BYTES
                        && Arrays.equals(Arrays.copyOf(bytes, OWNER_BYTES), mark(owner)))
                .flatMap(bytes -> cursor(Arrays.copyOfRange(bytes, OWNER_BYTES, bytes.length)));
    }

    /** Keeps owners from mistakes; who makes up a cursor reads nothing but what is his own. */
    private static byte[] mark(Owner owner) {
        return Arrays.copyOf(ContentDigest.begin().digest(("sync\n" + owner.value()).getBytes(StandardCharsets.UTF_8)),
                OWNER_BYTES);
    }

    private static Optional<SessionCursor> cursor(byte[] bytes) {
        String value = new String(bytes, StandardCharsets.UTF_8);
        return value.isEmpty() || value.length() > SessionCursor.MAX_LENGTH || PlainText.firstFlaw(value).isPresent()
                ? Optional.empty()
                : Optional.of(new SessionCursor(value));
    }
}
