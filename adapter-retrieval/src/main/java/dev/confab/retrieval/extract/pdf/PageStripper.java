package dev.confab.retrieval.extract.pdf;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Gathers the lines of one page after the other, in the order in which the page draws them: what is drawn in columns is also
 * written so. Words, and the direction they are read in, are PDFBox's findings.
 */
final class PageStripper extends PDFTextStripper {

    /** No page has more of them, and each is as much work as a page. */
    private static final int MOST_FORMS = 5_000;
    private static final int MOST_OPERATORS = 5_000_000;
    private static final int MOST_GLYPHS = 300_000;
    private static final int HEAVY = 600;
    private static final float HALF = 0.5f;

    private final PageLayout layout = new PageLayout();
    private final IdentityHashMap<PDFont, Boolean> bold = new IdentityHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private final int mostCharacters;
    private int characters;
    private int forms;
    private int operators;
    private int glyphs;
    private float left;
    private float end;
    private float y;
    private float sizes;
    private int letters;
    private int boldLetters;

    PageStripper(PDDocument document, int mostCharacters) {
        this.document = document;
        this.output = Writer.nullWriter();
        this.mostCharacters = mostCharacters;
        setStartPage(0);
        setLineSeparator("\n");
        beginLine();
    }

    /** The text of a page. */
    Page read(PDPage page) throws IOException {
        forms = 0;
        operators = 0;
        glyphs = 0;
        lines.clear();
        bold.clear();
        if (page.hasContents()) {
            processPage(page);
        }
        endLine();
        Page read = layout.of(lines);
        characters += read.text().length();
        if (characters > mostCharacters) {
            throw new Obstructed(Frame.Obstacle.TOO_MUCH_TEXT);
        }
        return read;
    }

    @Override
    public void showForm(PDFormXObject form) throws IOException {
        forms++;
        if (forms > MOST_FORMS) {
            throw new Obstructed(Frame.Obstacle.TOO_SLOW);
        }
        super.showForm(form);
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        operators++;
        if (operators > MOST_OPERATORS) {
            throw new Obstructed(Frame.Obstacle.TOO_SLOW);
        }
        super.processOperator(operator, operands);
    }

    @Override
    protected void operatorException(Operator operator, List<COSBase> operands, IOException fault) throws IOException {
        if (fault instanceof Obstructed) {
            throw fault;
        }
        super.operatorException(operator, operands, fault);
    }

    @Override
    protected void processTextPosition(TextPosition text) {
        glyphs++;
        if (glyphs <= MOST_GLYPHS) {
            super.processTextPosition(text);
        }
    }

    @Override
    protected void writePage() throws IOException {
        if (glyphs > MOST_GLYPHS) {
            throw new Obstructed(Frame.Obstacle.TOO_MUCH_TEXT);
        }
        super.writePage();
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
        words.append(text);
        for (TextPosition position : positions) {
            left = Math.min(left, position.getXDirAdj());
            end = Math.max(end, position.getXDirAdj() + position.getWidthDirAdj());
            y = position.getYDirAdj();
            sizes += Math.max(HALF, position.getFontSizeInPt());
            letters++;
            if (position.getFont() != null && bold.computeIfAbsent(position.getFont(), PageStripper::isBold)) {
                boldLetters++;
            }
        }
    }

    @Override
    protected void writeWordSeparator() {
        words.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writeParagraphEnd() {
        endLine();
    }

    private void endLine() {
        String text = LineText.of(words.toString());
        if (!text.isBlank() && letters > 0) {
            // To half a point: the same size is often computed in several ways.
            float size = Math.round(sizes / letters / HALF) * HALF;
            lines.add(new Line(text, left, end, y, Math.max(HALF, size), 2 * boldLetters > letters,
                    LineText.isRightToLeft(text)));
        }
        beginLine();
    }

    private void beginLine() {
        words.setLength(0);
        left = Float.MAX_VALUE;
        end = -Float.MAX_VALUE;
        sizes = 0;
        letters = 0;
        boldLetters = 0;
    }

    private static boolean isBold(PDFont font) {
        String name = String.valueOf(font.getName()).toLowerCase(Locale.ROOT);
        if (name.contains("bold") || name.contains("black") || name.contains("heavy")) {
            return true;
        }
        PDFontDescriptor descriptor = font.getFontDescriptor();
        return descriptor != null && (descriptor.isForceBold() || descriptor.getFontWeight() >= HEAVY);
    }
}
