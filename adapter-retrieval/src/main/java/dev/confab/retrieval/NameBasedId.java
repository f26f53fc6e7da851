package dev.confab.retrieval;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Makes the same identity of the same name, on every machine: UUID version 5 (RFC 9562). */
final class NameBasedId {

    /** The name space of what is found in knowledge folders. */
    private static final UUID NAMESPACE = UUID.fromString("7c3f7b1e-52c5-4a6e-9d0c-3f6a8f1f2b90");

    private NameBasedId() {}

    static UUID of(String name) {
        ByteBuffer space = ByteBuffer.allocate(16)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits());
        MessageDigest sha1 = sha1();
        sha1.update(space.array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xF000L) | 0x5000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
