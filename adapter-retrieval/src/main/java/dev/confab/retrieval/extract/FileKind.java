package dev.confab.retrieval.extract;

import dev.confab.domain.document.SourceKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells what a file is by what is in it. */
final class FileKind {

    /** A PDF says so within its first bytes, not always at once. */
    private static final int HEADER_SEARCH = 1_024;
    private static final int END_SEARCH = 2_048;
    /** One unit of so many may be no text: a stray control, a broken letter. */
    private static final int FLAWS = 1_000;
    private static final String PDF = "%PDF-";
    /** Written with letters, but not to be read by people. */
    private static final List<String> NO_PROSE = List.of("{\\rtf", "%!PS");

    private FileKind() {}

    static Optional<SourceKind> of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEADER_SEARCH);
        }
        String header = new String(head, StandardCharsets.ISO_8859_1);
        if (header.strip().startsWith(PDF)) {
            return Optional.of(SourceKind.PDF);
        }
        Optional<String> sample = NO_PROSE.stream().anyMatch(header::startsWith) ? Optional.empty() : text(file, head);
        // A text that speaks of PDFs is none; a PDF that begins as something else ends as PDFs do.
        if (header.contains(PDF) && (sample.isEmpty() || endsAsPdf(file))) {
            return Optional.of(SourceKind.PDF);
        }
        return sample.map(text -> MarkdownMarks.in(text) ? SourceKind.MARKDOWN : SourceKind.PLAIN_TEXT);
    }

    /** Opens a text as what its first bytes say it is, behind its byte order mark. */
    static Reader reader(Path file) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(4);
            byte[] head = in.readNBytes(3);
            in.reset();
            in.skipNBytes(markLength(head));
            return new InputStreamReader(in, charset(head).newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE));
        } catch (IOException fault) {
            in.close();
            throw fault;
        }
    }

    /** The beginning of a text; empty if it is not one from its beginning to its end. */
    private static Optional<String> text(Path file, byte[] head) throws IOException {
        if (head.length == 0) {
            return Optional.empty();
        }
        var sample = new StringBuilder();
        long units = 0;
        long flaws = 0;
        char[] piece = new char[8_192];
        try (Reader reader = reader(file)) {
            for (int length = reader.read(piece); length >= 0; length = reader.read(piece)) {
                units += length;
                for (int at = 0; at < length; at++) {
                    if (piece[at] == 0) {
                        return Optional.empty();
                    }
                    flaws += isFlaw(piece[at]) ? 1 : 0;
                }
                if (flaws > 1 + units / FLAWS) {
                    return Optional.empty();
                }
                sample.append(piece, 0, Math.min(length, MarkdownMarks.SAMPLE - sample.length()));
            }
        }
        return units == 0 || flaws == units ? Optional.empty() : Optional.of(sample.toString());
    }

    private static boolean isFlaw(char unit) {
        return unit == '\uFFFD' || (Character.isISOControl(unit) && "\t\n\r\f\u000B\u0085".indexOf(unit) < 0);
    }

    private static boolean endsAsPdf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - END_SEARCH));
            return new String(in.readNBytes(END_SEARCH), StandardCharsets.ISO_8859_1).contains("%%EOF");
        }
    }

    private static Charset charset(byte[] head) {
        if (startsWith(head, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        return startsWith(head, 0xFF, 0xFE) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    private static int markLength(byte[] head) {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return 3;
        }
        return startsWith(head, 0xFE, 0xFF) || startsWith(head, 0xFF, 0xFE) ? 2 : 0;
    }

    private static boolean startsWith(byte[] head, int... mark) {
        for (int at = 0; at < mark.length; at++) {
            if (head.length <= at || (head[at] & 0xFF) != mark[at]) {
                return false;
            }
        }
        return true;
    }
}
