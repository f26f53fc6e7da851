package dev.confab.retrieval.extract.pdf;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were cut off or changed anywhere. What they do to a process is shown elsewhere; here the reader runs at home. */
final class FuzzedPdfTest {

    private static final boolean LONG = Boolean.getBoolean("confab.long");
    private static final int TRIES = LONG ? 5_000 : 200;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final long seed = Long.getLong("confab.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    @Test
    void tell_ofAFileThatWasCutOff_endsWithItsEndOrAnObstacle() {
        byte[] good = good();
        for (int at = 0; at < TRIES; at++) {
            assertEnds(Arrays.copyOf(good, random.nextInt(good.length)), at);
        }
    }

    @Test
    void tell_ofAFileWithChangedBytes_endsWithItsEndOrAnObstacle() {
        byte[] good = good();
        for (int at = 0; at < TRIES; at++) {
            byte[] changed = good.clone();
            for (int change = random.nextInt(20); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertEnds(changed, at);
        }
    }

    private void assertEnds(byte[] file, int at) {
        Frame last = assertTimeoutPreemptively(LONGEST, () -> lastFrame(file),
                () -> "seed " + seed + ", file " + at);
        assertTrue(last == Frame.END || last == Frame.OBSTACLE, () -> "seed " + seed + ", file " + at);
    }

    private Frame lastFrame(byte[] file) throws IOException {
        Path written = Files.write(folder.resolve("fuzzed.pdf"), file);
        var told = new ByteArrayOutputStream();
        new PdfReader(written, 100, 100_000, new DataOutputStream(told)).tell();
        Frame last = Frame.COUNT;
        try (var frames = new DataInputStream(new ByteArrayInputStream(told.toByteArray()))) {
            while (frames.available() > 0) {
                last = Frame.of(frames.readUnsignedByte()).orElseThrow();
                frames.skipNBytes(frames.readInt());
            }
        }
        return last;
    }

    private static byte[] good() {
        try (var pdf = new WrittenPdf()) {
            return pdf.page()
                    .heading(20, "Servo handbook")
                    .lines("A servo holds an angle.", "It turns.")
                    .page()
                    .boldLine("Wiring")
                    .lines("Red is plus.")
                    .bytes();
        }
    }
}
