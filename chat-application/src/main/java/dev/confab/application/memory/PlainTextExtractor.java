package dev.confab.application.memory;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.ingestion.TextExtractor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads text files in UTF-8, and nothing else: PDFs need an extractor of their own. A text with a line that begins with one
 * to six {@code #} and a space is Markdown, and such lines are its headings. Files are read whole.
 */
public final class PlainTextExtractor implements TextExtractor {

    private static final int PART = 100_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6})[ \\t]+(.*)$");

    /** Makes an extractor that has no settings. */
    public PlainTextExtractor() {}

    @Override
    public Optional<SourceKind> kindOf(Path file) {
        return text(file).map(text -> headings(text).isEmpty() ? SourceKind.PLAIN_TEXT : SourceKind.MARKDOWN);
    }

    @Override
    public Extraction open(Path file, SourceKind kind) {
        String text = text(file).orElseThrow(() -> new ExtractionFault(ExtractionFault.Reason.DAMAGED,
                "This file is not text in UTF-8.", null));
        if (text.isBlank()) {
            throw new ExtractionFault(ExtractionFault.Reason.NO_TEXT, "There is no text in this file.", null);
        }
        return new Parts(parts(text, kind == SourceKind.MARKDOWN));
    }

    private static Optional<String> text(Path file) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            if (text.startsWith("%PDF-") || text.chars().anyMatch(PlainTextExtractor::isNoText)) {
                return Optional.empty();
            }
            return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        } catch (IOException fault) {
            throw new ExtractionFault(ExtractionFault.Reason.INTERRUPTED, "The file could not be read.", fault);
        }
    }

    private static boolean isNoText(int unit) {
        return unit < ' ' && unit != '\n' && unit != '\r' && unit != '\t' && unit != '\f';
    }

    private static Deque<PageText> parts(String text, boolean markdown) {
        var parts = new ArrayDeque<PageText>();
        int from = 0;
        while (from < text.length()) {
            int to = end(text, from);
            String part = text.substring(from, to);
            parts.add(new PageText(parts.size() + 1, PlainText.of(part), markdown ? headings(part) : List.of()));
            from = to;
        }
        return parts;
    }

    /** Where a part ends: behind a line if there is one, else not within a surrogate pair. */
    private static int end(String text, int from) {
        if (text.length() - from <= PART) {
            return text.length();
        }
        int line = text.lastIndexOf('\n', from + PART - 1) + 1;
        int most = from + PART;
        return line > from ? line : Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }

    private static List<PageText.Heading> headings(String text) {
        var headings = new ArrayList<PageText.Heading>();
        Matcher line = HEADING.matcher(text);
        while (line.find()) {
            String words = words(line.group(2));
            if (!words.isEmpty()) {
                headings.add(new PageText.Heading(new TextSpan(line.start(), line.end()), line.group(1).length(),
                        PlainText.of(words)));
            }
        }
        return headings;
    }

    /** What a heading says, without the marks that may close it. */
    private static String words(String line) {
        int end = line.stripTrailing().length();
        while (end > 0 && line.charAt(end - 1) == '#') {
            end--;
        }
        return line.substring(0, end).strip();
    }

    /** The parts of a text that was read whole. */
    private record Parts(Deque<PageText> left) implements Extraction {

        @Override
        public Optional<Integer> pages() {
            return Optional.empty();
        }

        @Override
        public Optional<PageText> next() {
            return Optional.ofNullable(left.poll());
        }

        @Override
        public void close() {
            left.clear();
        }
    }
}
