package dev.confab.rest.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** An archive that is made while it is read. */
class ZipStreamTest {

    private static ExportEntry last(List<String> cut) {
        return new ExportEntry("last", new ByteArrayInputStream(cut.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void read_ofManyLargeFiles_asksForEachWhenItIsWanted() throws Exception {
        int[] asked = { 0 };
        byte[] noise = new byte[200_000];
        new Random(4711).nextBytes(noise);
        var stream = new ZipStream(IntStream.range(0, 50).mapToObj(at -> {
            asked[0]++;
            return new ExportEntry("file-" + at, new ByteArrayInputStream(noise));
        }).iterator(), ZipStreamTest::last);

        byte[] some = stream.readNBytes(100_000);

        assertEquals(100_000, some.length);
        assertTrue(asked[0] <= 2, "files are made before they are wanted");
        assertTrue(stream.readAllBytes().length > 49 * noise.length);
        assertEquals(50, asked[0]);
    }

    @Test
    void read_ofAFileThatIsDeletedMeanwhile_namesItInTheLastOne() throws Exception {
        var gone = new InputStream() {
            private int left = 3;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new EOFException("deleted");
                }
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        };
        var stream = new ZipStream(List.of(new ExportEntry("gone", gone),
                new ExportEntry("there", new ByteArrayInputStream(new byte[] { 'y' }))).iterator(),
                ZipStreamTest::last);

        try (var zip = new ZipInputStream(new ByteArrayInputStream(stream.readAllBytes()))) {
            zip.getNextEntry();
            assertEquals("xxx", new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            zip.getNextEntry();
            assertEquals("y", new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            assertEquals("last", zip.getNextEntry().getName());
            assertEquals("[gone]", new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
