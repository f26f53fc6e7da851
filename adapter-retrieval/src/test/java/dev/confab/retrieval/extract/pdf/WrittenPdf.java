package dev.confab.retrieval.extract.pdf;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;

/** A PDF as programs write them. */
public final class WrittenPdf implements AutoCloseable {

    static {
        // What PDFBox has to say of broken files fills pages.
        System.setProperty("org.apache.commons.logging.Log", "org.apache.commons.logging.impl.NoOpLog");
        // As the reader does: no machine's fonts are looked through.
        FontMappers.set(new OneFont());
    }

    private static final float LEADING = 1.2f;
    private static final float BODY = 11;

    private final PDDocument document = new PDDocument();
    private final PDFont plain = new PDType1Font(FontName.HELVETICA);
    private final PDFont bold = new PDType1Font(FontName.HELVETICA_BOLD);
    private float left = 70;
    private float y;

    /** Begins a page. */
    public WrittenPdf page() {
        document.addPage(new PDPage(PDRectangle.A4));
        y = 780;
        left = 70;
        return this;
    }

    /** Writes lines of body text. */
    public WrittenPdf lines(String... lines) {
        for (String line : lines) {
            line(plain, BODY, line);
        }
        return this;
    }

    /** Writes a large line. */
    public WrittenPdf heading(float size, String words) {
        y -= size;
        line(plain, size, words);
        y -= size / 2;
        return this;
    }

    /** Writes a bold line of the body's size. */
    public WrittenPdf boldLine(String words) {
        y -= BODY;
        line(bold, BODY, words);
        return this;
    }

    /** Leaves room between paragraphs. */
    public WrittenPdf gap() {
        y -= BODY;
        return this;
    }

    /** Goes on in a column of its own. */
    public WrittenPdf column(float from) {
        left = from;
        y = 780;
        return this;
    }

    /** Puts a picture on the page, as a scanner does. */
    public WrittenPdf picture() {
        try (var content = content()) {
            var picture = new BufferedImage(40, 60, BufferedImage.TYPE_INT_RGB);
            content.drawImage(LosslessFactory.createFromImage(document, picture), 0, 0, 595, 842);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return this;
    }

    /** Returns the file. */
    public byte[] bytes() {
        try {
            var bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Returns the file with passwords. */
    public byte[] encrypted(String owner, String user) {
        try {
            document.protect(new StandardProtectionPolicy(owner, user, new AccessPermission()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes();
    }

    @Override
    public void close() {
        try {
            document.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void line(PDFont font, float size, String words) {
        y -= size * LEADING;
        try (var content = content()) {
            content.beginText();
            content.setFont(font, size);
            content.newLineAtOffset(left, y);
            content.showText(words);
            content.endText();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private PDPageContentStream content() throws IOException {
        PDPage page = document.getPage(document.getNumberOfPages() - 1);
        return new PDPageContentStream(document, page, PDPageContentStream.AppendMode.APPEND, true);
    }
}
