package dev.confab.rest.assistant;

import dev.confab.domain.AssistantId;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantStore.Place;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.query.OpaqueWord;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/** Where a page of assistants ends, as an opaque word: it holds, whatever is added or deleted meanwhile. */
final class ListPlace {

    private static final int BYTES = Long.BYTES + Integer.BYTES + 2 * Long.BYTES;

    private static final byte[] NOTHING = {};

    private ListPlace() {}

    static String write(Assistant assistant) {
        Place place = Place.of(assistant);
        Instant at = place.createdAt();
        UUID id = place.assistant().value();
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(at.getEpochSecond())
                .putInt(at.getNano())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return OpaqueWord.of(bytes);
    }

    /** @throws ProblemException if it is none that a page ended with */
    static Place read(String word) {
        try {
            byte[] bytes = OpaqueWord.read(word).orElse(NOTHING);
            if (bytes.length == BYTES) {
                ByteBuffer parts = ByteBuffer.wrap(bytes);
                Instant at = Instant.ofEpochSecond(parts.getLong(), parts.getInt());
                if (at.isAfter(Instant.EPOCH) && at.isBefore(Instant.ofEpochSecond(Integer.MAX_VALUE * 4L))) {
                    return new Place(at, new AssistantId(new UUID(parts.getLong(), parts.getLong())));
                }
            }
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException none) {
            // It is told as any other word that is none.
        }
        throw new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST,
                "The parameter before must be what a page before this one named as next."));
    }
}
