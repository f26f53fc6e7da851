package dev.confab.rest.search;

import dev.confab.domain.SessionId;
import dev.confab.domain.document.ContentDigest;
import dev.confab.domain.search.SearchCursor;
import dev.confab.domain.search.SearchPlace;
import dev.confab.domain.search.SearchQuery;
import dev.confab.rest.query.OpaqueWord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Cursors of a search as clients carry them: text that says nothing to them and fits one query alone. */
final class Cursors {

    private static final byte FORM = 1;
    private static final int QUERY_BYTES = 8;
    private static final int BYTES = 2 + QUERY_BYTES + 2 * (Long.BYTES + Integer.BYTES) + 4 * Long.BYTES;

    private static final byte[] NOTHING = {};

    private Cursors() {}

    static String write(SearchCursor cursor, SearchQuery query) {
        SearchPlace last = cursor.last();
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(FORM)
                .put((byte) (cursor.relaxed() ? 1 : 0))
                .put(digest(query));
        put(bytes, cursor.until());
        put(bytes, last.at());
        bytes.putDouble(last.score())
                .putLong(last.session().value().getMostSignificantBits())
                .putLong(last.session().value().getLeastSignificantBits())
                .putLong(last.seq());
        return OpaqueWord.of(bytes.array());
    }

    /** Returns a cursor that was written for this query; empty when it is anything else. */
    static Optional<SearchCursor> read(String text, SearchQuery query) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(OpaqueWord.read(text).orElse(NOTHING));
            byte form = bytes.get();
            byte relaxed = bytes.get();
            byte[] digest = new byte[QUERY_BYTES];
            bytes.get(digest);
            if (form != FORM || bytes.capacity() != BYTES || !Arrays.equals(digest, digest(query))) {
                return Optional.empty();
            }
            Instant until = instant(bytes);
            Instant at = instant(bytes);
            double score = bytes.getDouble();
            var session = new SessionId(new UUID(bytes.getLong(), bytes.getLong()));
            return Optional.of(new SearchCursor(relaxed == 1, until,
                    new SearchPlace(score, at, session, bytes.getLong())));
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException wrong) {
            return Optional.empty();
        }
    }

    private static void put(ByteBuffer bytes, Instant time) {
        bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
    }

    private static Instant instant(ByteBuffer bytes) {
        return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    }

    private static byte[] digest(SearchQuery query) {
        MessageDigest digest = ContentDigest.begin();
        digest.update(String.join("\n", query.sought().query(), query.session().toString(), query.role().toString(),
                query.from().toString(), query.to().toString()).getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(), QUERY_BYTES);
    }
}
