package dev.confab.rest.upload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.rest.error.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of an upload is read however it arrives, and what is wrong with it is told. */
class UploadFormTest {

    private static final String TYPE = "multipart/form-data; boundary=cut";
    private static final long LARGEST = 1_000_000;

    /** A client that sends some bytes at a time. */
    private static final class Drip extends ByteArrayInputStream {

        private final int some;

        Drip(byte[] bytes, int some) {
            super(bytes);
            this.some = some;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, some));
        }
    }

    private static String part(String disposition, String data) {
        return "--cut\r\nContent-Disposition: " + disposition + "\r\n\r\n" + data + "\r\n";
    }

    private static String file(String data) {
        return part("form-data; name=\"file\"; filename=\"a.txt\"", data);
    }

    private static Upload read(String body) throws IOException {
        return read(body.getBytes(StandardCharsets.UTF_8), 7);
    }

    private static Upload read(byte[] body, int some) throws IOException {
        return UploadForm.read(new Drip(body, some), TYPE, LARGEST);
    }

    private static List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("confab-upload-")).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 5, 64, 1_000, 40_000 })
    void file_thatHoldsAlmostABoundary_arrivesByteForByte(int some) throws Exception {
        var random = new Random(some);
        var content = new ByteArrayOutputStream();
        while (content.size() < 100_000) {
            content.writeBytes("\r\n--cu\r\n--\r\r\n--cu".getBytes(StandardCharsets.ISO_8859_1));
            byte[] noise = new byte[random.nextInt(4_000)];
            random.nextBytes(noise);
            content.writeBytes(noise);
        }
        var body = new ByteArrayOutputStream();
        body.writeBytes("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        body.writeBytes(content.toByteArray());
        body.writeBytes("\r\n--cut--\r\n".getBytes(StandardCharsets.ISO_8859_1));

        try (Upload upload = read(body.toByteArray(), some)) {
            assertArrayEquals(content.toByteArray(), Files.readAllBytes(upload.file()));
        }
    }

    @Test
    void fields_inAnyOrder_areRead() throws Exception {
        Path kept;
        try (Upload upload = read("A preamble means nothing.\r\n"
                + part("form-data; name=document_id", "019a9f0c-6b10-7a44-9d21-7c3b5e0f1a2d")
                + "--cut \t\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; filename=\"C:\\x\\Zürich; \\\"1\\\".txt\"; name=\"file\"\r\n\r\nWords.\r\n"
                + part("form-data; name=\"title\"", "Über alles") + "--cut--")) {
            kept = upload.file();
            assertEquals("Words.", Files.readString(kept));
            assertEquals(Optional.of("C:\\x\\Zürich; \"1\".txt"), upload.name());
            assertEquals(Optional.of(PlainText.of("Über alles")), upload.title());
            assertEquals(Optional.of("019a9f0c-6b10-7a44-9d21-7c3b5e0f1a2d"), upload.document());
        }
        assertFalse(Files.exists(kept), "a closed upload has no file");
    }

    @Test
    void title_thatIsBlank_isNone() throws Exception {
        try (Upload upload = read(file("x") + part("form-data; name=\"title\"", "  ") + "--cut--\r\n")) {
            assertEquals(Optional.empty(), upload.title());
        }
    }

    static Stream<List<String>> refused() {
        return Stream.of(List.of("no part", "--cut--", "invalid_request"),
                List.of("nothing", "", "invalid_multipart"),
                List.of("no boundary", "file=x", "invalid_multipart"),
                List.of("no file", part("form-data; name=\"title\"", "x") + "--cut--", "invalid_request"),
                List.of("empty file", file("") + "--cut--", "invalid_request"),
                List.of("two files", file("x") + file("y") + "--cut--", "invalid_request"),
                List.of("unknown part", file("x") + part("form-data; name=\"owner\"", "me") + "--cut--",
                        "invalid_request"),
                List.of("title too long", file("x") + part("form-data; name=\"title\"", "t".repeat(5_000)) + "--cut--",
                        "invalid_request"),
                List.of("title with U+0000", file("x") + part("form-data; name=\"title\"", "\0") + "--cut--",
                        "invalid_request"),
                List.of("part without a name", part("form-data; filename=\"x\"", "x") + "--cut--", "invalid_multipart"),
                List.of("attachment", part("attachment; name=\"file\"", "x") + "--cut--", "invalid_multipart"),
                List.of("no end", file("x"), "invalid_multipart"),
                List.of("cut in the head", "--cut\r\nContent-Dispo", "invalid_multipart"),
                List.of("cut in the file", "--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc",
                        "invalid_multipart"),
                List.of("words behind a boundary", "--cutting\r\n\r\n--cut--", "invalid_multipart"),
                List.of("endless head", "--cut\r\n" + "X: y\r\n".repeat(100) + "\r\n--cut--", "invalid_multipart"),
                List.of("endless line", "--cut\r\nX: " + "y".repeat(10_000) + "\r\n\r\n--cut--", "invalid_multipart"),
                List.of("too many parts",
                        Stream.iterate(0, n -> n + 1)
                                .limit(100)
                                .map(n -> part("form-data; name=\"p" + n + "\"", ""))
                                .reduce("", String::concat) + "--cut--",
                        "invalid_multipart"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(List<String> row) throws Exception {
        List<Path> before = kept();

        ProblemException told = assertThrows(ProblemException.class, () -> read(row.get(1)), row.getFirst());

        assertEquals(row.get(2), told.getMessage(), row.getFirst());
        assertEquals(before, kept(), "a refused upload has no file");
    }

    @Test
    void file_beyondTheLimit_isNotReadToItsEnd() throws Exception {
        List<Path> before = kept();
        var endless = new InputStream() {
            private final byte[] head = file("").getBytes(StandardCharsets.UTF_8);
            private long given;

            @Override
            public int read() {
                long at = given++;
                return at < head.length - 2 ? head[(int) at] : 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                into[offset] = (byte) read();
                return 1;
            }
        };

        ProblemException told = assertThrows(ProblemException.class, () -> UploadForm.read(endless, TYPE, LARGEST));

        assertEquals("body_too_large", told.getMessage());
        assertTrue(endless.given < LARGEST + 100_000, "it was read on");
        assertEquals(before, kept());
    }

    @Test
    void client_thatGoesAway_leavesNothing() throws Exception {
        List<Path> before = kept();
        var gone = new InputStream() {
            private final InputStream head = new ByteArrayInputStream(file("abc").getBytes(StandardCharsets.UTF_8));

            @Override
            public int read() throws IOException {
                int next = head.read();
                if (next < 0) {
                    throw new IOException("reset");
                }
                return next;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        };

        assertThrows(IOException.class, () -> UploadForm.read(gone, TYPE, LARGEST));

        assertEquals(before, kept());
    }

    @Test
    void boundary_thatIsMissingOrTooLong_isRefused() {
        for (String type : List.of("multipart/form-data", "multipart/form-data; boundary=",
                "multipart/form-data; boundary=" + "b".repeat(71))) {
            ProblemException told = assertThrows(ProblemException.class,
                    () -> UploadForm.read(InputStream.nullInputStream(), type, LARGEST));
            assertEquals("invalid_multipart", told.getMessage());
        }
        assertTrue(UploadForm.isForm("Multipart/Form-Data; boundary=\"a b\""));
        assertFalse(UploadForm.isForm("multipart/mixed; boundary=a"));
        assertFalse(UploadForm.isForm(null));
    }
}
