package dev.confab.retrieval.extract;

import dev.confab.domain.PlainText;
import dev.confab.domain.TextRepair;
import dev.confab.domain.document.PageText;
import dev.confab.domain.ingestion.TextExtractor.Extraction;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * Plain text or Markdown that is read in parts. Lines end with a line feed, whatever they ended with; other controls but tabs
 * become spaces.
 */
final class TextExtraction implements Extraction {

    private final Reader reader;
    private final HeadingLines headings;
    private final ExtractionLimits limits;
    private final Faults faults;
    private final TextRepair repair = new TextRepair();
    private final StringBuilder text = new StringBuilder();
    private final char[] piece = new char[8_192];
    private boolean afterReturn;
    private boolean ended;
    private boolean anyText;
    private long characters;
    private int parts;

    TextExtraction(Reader reader, boolean markdown, ExtractionLimits limits, Faults faults) {
        this.reader = reader;
        this.headings = new HeadingLines(markdown);
        this.limits = limits;
        this.faults = faults;
    }

    @Override
    public Optional<Integer> pages() {
        return Optional.empty();
    }

    @Override
    public Optional<PageText> next() {
        while (!ended && text.length() <= TextParts.LONGEST) {
            read();
        }
        if (text.isEmpty()) {
            if (!anyText) {
                throw faults.noText();
            }
            return Optional.empty();
        }
        int end = text.length() <= TextParts.LONGEST ? text.length()
                : TextParts.end(text.substring(0, TextParts.LONGEST));
        String part = text.substring(0, end);
        text.delete(0, end);
        parts++;
        anyText = anyText || part.codePoints().anyMatch(Character::isLetterOrDigit);
        return Optional.of(new PageText(parts, PlainText.of(part), headings.in(part)));
    }

    @Override
    public void close() {
        ended = true;
        try {
            reader.close();
        } catch (IOException nothingLost) {
            // What was read was read.
        }
    }

    private void read() {
        int length;
        try {
            length = reader.read(piece);
        } catch (IOException fault) {
            throw Faults.interrupted("The file cannot be read any further.", fault);
        }
        ended = length < 0;
        PlainText whole = ended ? repair.finish() : repair.accept(cleaned(length));
        text.append(whole.value());
        characters += whole.length();
        if (characters > limits.characters()) {
            throw faults.tooMuchText();
        }
    }

    private String cleaned(int length) {
        var cleaned = new StringBuilder(length);
        for (int at = 0; at < length; at++) {
            char unit = piece[at];
            boolean endsLine = unit == '\r' || unit == '\f' || unit == '\u000B';
            if (unit == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = unit == '\r';
            if (endsLine) {
                cleaned.append('\n');
            } else {
                cleaned.append(unit != 0 && unit != '\n' && unit != '\t' && Character.isISOControl(unit) ? ' ' : unit);
            }
        }
        return cleaned.toString();
    }
}
