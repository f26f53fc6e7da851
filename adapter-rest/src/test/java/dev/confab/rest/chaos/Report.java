package dev.confab.rest.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps what a proof measured, one line each, in {@code target/proofs.txt}. */
final class Report {

    private static final Path FILE = Path.of("target", "proofs.txt");

    private Report() {}

    static void of(String proof, String figures) {
        try {
            Files.writeString(FILE, proof + ": " + figures + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
