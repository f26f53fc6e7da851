package dev.confab.retrieval.extract;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.PageText.Heading;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.ingestion.TextExtractor.Extraction;
import dev.confab.retrieval.extract.pdf.Frame;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A PDF that a process of its own reads. What that process says is checked as if the file itself had said it. */
final class PdfExtraction implements Extraction {

    private static final int HEADING_BYTES = 3 * Integer.BYTES;
    private static final int UTF8_BYTES_PER_UNIT = 3;
    private static final int MAX_FRAME = Integer.BYTES + Frame.MAX_HEADINGS * HEADING_BYTES
            + UTF8_BYTES_PER_UNIT * PageText.MAX_LENGTH;

    private final ReaderProcess reader;
    private final ExtractionLimits limits;
    private final Faults faults;
    private final Runnable ending;
    private Optional<Integer> pages = Optional.empty();
    private int read;
    private long characters;
    private boolean anyText;
    private boolean over;

    /** A frame as it came. */
    private record Said(Frame kind, ByteBuffer content) {}

    /** @param ending what to do once when it is closed */
    PdfExtraction(ReaderProcess reader, ExtractionLimits limits, Faults faults, Runnable ending) {
        this.reader = reader;
        this.limits = limits;
        this.faults = faults;
        this.ending = ending;
    }

    @Override
    public Optional<Integer> pages() {
        return pages;
    }

    @Override
    public Optional<PageText> next() {
        while (!over) {
            Said said = reader.next(this::frame);
            switch (said.kind()) {
                case COUNT -> count(said.content());
                case PAGE -> {
                    return Optional.of(page(said.content()));
                }
                case OBSTACLE -> throw obstacle(said.content());
                case END -> end();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        over = true;
        reader.close();
        ending.run();
    }

    private Said frame(DataInputStream frames) throws IOException {
        Optional<Frame> kind = Frame.of(frames.readUnsignedByte());
        int length = frames.readInt();
        if (kind.isEmpty() || length < 0 || length > MAX_FRAME) {
            throw faults.damaged();
        }
        byte[] content = frames.readNBytes(length);
        if (content.length < length) {
            throw new IOException("the reader ended within a frame");
        }
        return new Said(kind.get(), ByteBuffer.wrap(content));
    }

    private void count(ByteBuffer content) {
        int counted = content.remaining() == Integer.BYTES ? content.getInt() : 0;
        if (pages.isPresent() || counted < 1 || counted > limits.pages()) {
            throw faults.damaged();
        }
        pages = Optional.of(counted);
    }

    private PageText page(ByteBuffer content) {
        read++;
        int headings = content.remaining() < Integer.BYTES ? -1 : content.getInt();
        boolean bounded = headings >= 0 && headings <= Frame.MAX_HEADINGS
                && content.remaining() >= headings * HEADING_BYTES;
        if (!bounded || read > pages.orElse(0)) {
            throw faults.damaged();
        }
        ByteBuffer marks = content.slice(content.position(), headings * HEADING_BYTES);
        content.position(content.position() + marks.remaining());
        PlainText text = PlainText.repaired(StandardCharsets.UTF_8.decode(content).toString());
        characters += text.length();
        if (text.length() > PageText.MAX_LENGTH || characters > limits.characters()) {
            throw faults.tooMuchText();
        }
        anyText = anyText || text.value().codePoints().anyMatch(Character::isLetterOrDigit);
        return new PageText(read, text, headings(marks, text.value()));
    }

    private List<Heading> headings(ByteBuffer marks, String text) {
        var headings = new ArrayList<Heading>();
        int behind = 0;
        while (marks.hasRemaining()) {
            int from = marks.getInt();
            int to = marks.getInt();
            int level = marks.getInt();
            if (from < behind || to <= from || to > text.length() || level < 1 || level > 6) {
                throw faults.damaged();
            }
            String words = text.substring(from, to).strip();
            if (!words.isBlank()) {
                headings.add(new Heading(new TextSpan(from, to), level, PlainText.repaired(words)));
            }
            behind = to;
        }
        return headings;
    }

    private ExtractionFault obstacle(ByteBuffer content) {
        return Frame.Obstacle.of(content.hasRemaining() ? content.get() : 0).map(faults::of).orElseGet(faults::damaged);
    }

    private void end() {
        over = true;
        if (read != pages.orElse(-1)) {
            throw faults.damaged();
        }
        if (!anyText) {
            throw faults.noText();
        }
    }
}
