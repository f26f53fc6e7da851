package dev.confab.rest.identity;

import dev.confab.domain.identity.TokenKey;
import dev.confab.rest.config.IdentitySettings;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key for tokens: {@code TOKEN_SECRET}, or else what the file {@code token-secret} in {@code CONFAB_HOME} says, which is
 * made when it is first needed, and which nobody but its owner may read.
 */
final class TokenSecret implements Supplier<TokenKey> {

    private static final String FILE = "token-secret";
    private static final int BYTES = 32;

    private final Optional<String> set;
    private final Path home;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable TokenKey key;

    TokenSecret(IdentitySettings settings) {
        this.set = settings.secret();
        this.home = settings.home();
    }

    /**
     * Returns the key, the same each time.
     *
     * @throws ConfigurationException if it can neither be read nor made
     */
    @Override
    public TokenKey get() {
        TokenKey known = key;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = key;
            if (known == null) {
                known = TokenKey.of(set.orElseGet(this::ofFile).getBytes(StandardCharsets.UTF_8));
                key = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private String ofFile() {
        Path file = home.resolve(FILE);
        try {
            String secret = read(file).orElse("");
            if (secret.isEmpty()) {
                make(file);
                secret = read(file).orElse("");
            }
            if (secret.length() < 2 * BYTES) {
                throw new ConfigurationException(
                        "CONFAB_HOME: its file " + FILE
                                + " is not whole: put it back, or remove it and make all tokens anew");
            }
            return secret;
        } catch (IOException failure) {
            throw new ConfigurationException("CONFAB_HOME: its file " + FILE + " can be neither read nor made",
                    failure);
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Makes the file whole or not at all; when several processes do so at once, one of them does. */
    private void make(Path file) throws IOException {
        Files.createDirectories(home);
        Path draft = home.resolve(FILE + '.' + ProcessHandle.current().pid() + '.' + System.nanoTime());
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            try (var out = FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    privately(home))) {
                ByteBuffer text = ByteBuffer
                        .wrap((HexFormat.of().formatHex(secret) + '\n').getBytes(StandardCharsets.US_ASCII));
                while (text.hasRemaining()) {
                    int unused = out.write(text);
                }
                out.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException others) {
            // Theirs counts.
            return;
        } catch (UnsupportedOperationException noLinks) {
            Files.move(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] privately(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
                : new FileAttribute<?>[0];
    }
}
