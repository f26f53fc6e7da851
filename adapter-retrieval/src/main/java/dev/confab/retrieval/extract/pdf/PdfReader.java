package dev.confab.retrieval.extract.pdf;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;

/**
 * The reader's process: it reads one file, tells its pages on standard output and ends; it also ends when its standard input
 * does, which is when the one who started it is gone.
 */
public final class PdfReader {

    /** Deep enough for whatever is sensibly nested; what is nested deeper ends in an obstacle. */
    private static final long STACK_BYTES = 4_000_000;

    private final Path file;
    private final int mostPages;
    private final int mostCharacters;
    private final DataOutputStream out;

    PdfReader(Path file, int mostPages, int mostCharacters, DataOutputStream out) {
        this.file = file;
        this.mostPages = mostPages;
        this.mostCharacters = mostCharacters;
        this.out = out;
    }

    /**
     * Reads a file.
     *
     * @param arguments the file, the most pages, the most characters
     */
    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().name("end-with-parent").start(PdfReader::endWithInput);
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 65_536));
        var reader = new PdfReader(Path.of(arguments[0]), Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]), out);
        Thread.ofPlatform().name("reader").stackSize(STACK_BYTES).start(reader::run);
    }

    private static void endWithInput() {
        try (var in = new FileInputStream(FileDescriptor.in)) {
            // Nobody says anything until then.
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }

    private void run() {
        int status = 0;
        try {
            tell();
        } catch (IOException | UncheckedIOException gone) {
            // Nobody listens any more.
            status = 1;
        }
        // No hook, no finalizer and no other thread has anything left to say.
        Runtime.getRuntime().halt(status);
    }

    /** Tells the whole file, up to its end or an obstacle. */
    void tell() throws IOException {
        try {
            read();
            frame(Frame.END, new byte[0]);
        } catch (Told gone) {
            throw gone.cause();
        } catch (Obstructed obstructed) {
            obstacle(obstructed.obstacle());
        } catch (InvalidPasswordException encrypted) {
            obstacle(Frame.Obstacle.ENCRYPTED);
        } catch (OutOfMemoryError full) {
            obstacle(Frame.Obstacle.TOO_BIG);
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError damaged) {
            // PDFBox meets broken files with exceptions of all kinds.
            obstacle(Frame.Obstacle.DAMAGED);
        }
        out.flush();
    }

    private void read() throws IOException {
        FontMappers.set(new OneFont());
        try (PDDocument document = Loader.loadPDF(new RandomAccessReadBufferedFile(file), "", null, null,
                IOUtils.createMemoryOnlyStreamCache())) {
            int pages = PageWalk.count(document, mostPages);
            frame(Frame.COUNT, new byte[] { (byte) (pages >>> 24), (byte) (pages >>> 16), (byte) (pages >>> 8),
                    (byte) pages });
            var stripper = new PageStripper(document, mostCharacters);
            var walk = new PageWalk(document, mostPages);
            for (PDPage page = walk.next(); page != null; page = walk.next()) {
                frame(Frame.PAGE, stripper.read(page).encoded());
            }
        }
    }

    private void obstacle(Frame.Obstacle obstacle) throws IOException {
        out.writeByte(Frame.OBSTACLE.mark());
        out.writeInt(1);
        out.writeByte(obstacle.mark());
    }

    private void frame(Frame kind, byte[] content) throws Told {
        try {
            out.writeByte(kind.mark());
            out.writeInt(content.length);
            out.write(content);
            out.flush();
        } catch (IOException gone) {
            throw new Told(gone);
        }
    }

    /** What was told did not arrive; no fault of the file. */
    private static final class Told extends IOException {

        private static final long serialVersionUID = 1L;

        private final IOException cause;

        Told(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        IOException cause() {
            return cause;
        }
    }
}
