package dev.confab.postgres;

import dev.confab.domain.embedding.Vector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors as they are stored: 32-bit floating-point numbers, the lowest byte first. */
final class StoredVectors {

    private StoredVectors() {}

    static byte[] of(Vector vector) {
        float[] numbers = vector.toArray();
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    static Vector vector(byte[] bytes) {
        if (bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException("a stored vector is cut");
        }
        var numbers = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return Vector.of(numbers);
    }
}
