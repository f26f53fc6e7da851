package dev.confab.retrieval.extract;

import dev.confab.retrieval.extract.pdf.PdfReader;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.fontbox.FontBoxFont;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The command that starts a reader: this process's own Java with the few jars that a reader needs, wherever they are, little
 * memory, and the last place in the queue for the processor.
 */
final class ReaderCommand {

    /** What a library that PDFBox cannot do without is known by. */
    private static final String LOGGING = "org.apache.commons.logging.LogFactory";
    private static final String NICENESS = "15";

    private final List<String> start;

    private ReaderCommand(List<String> start) {
        this.start = List.copyOf(start);
    }

    /** @throws IllegalStateException if the jars that a reader needs are no files of this machine */
    static ReaderCommand of(ExtractionLimits limits) {
        var start = new ArrayList<String>();
        nice().ifPresent(nice -> start.addAll(List.of(nice.toString(), "-n", NICENESS)));
        start.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Compiled lightly and collected by one thread: a reader lives for seconds. No file of it is left when it is killed.
        start.addAll(List.of("-Xmx" + limits.megabytes() + "m", "-Xms16m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:MaxMetaspaceSize=96m", "-XX:MaxDirectMemorySize=16m", "-Xshare:auto",
                "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "-XX:+DisplayVMOutputToStderr",
                "-XX:+SuppressFatalErrorMessage",
                "-XX:+DisableAttachMechanism", "-Djava.awt.headless=true",
                "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog", "-cp", classPath(),
                PdfReader.class.getName()));
        return new ReaderCommand(start);
    }

    /** Prepares a reader of a file; nothing of this process's settings reaches it. */
    ProcessBuilder reading(Path file, ExtractionLimits limits) {
        var command = new ArrayList<>(start);
        command.add(file.toAbsolutePath().toString());
        command.add(Integer.toString(limits.pages()));
        command.add(Integer.toString(limits.characters()));
        var builder = new ProcessBuilder(command).directory(new File(System.getProperty("java.io.tmpdir")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        // The names of files are in UTF-8 without a setting of its own only on some systems.
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private static String classPath() {
        var places = new LinkedHashSet<String>();
        for (Class<?> type : List.of(PdfReader.class, PDDocument.class, RandomAccessRead.class, FontBoxFont.class,
                logging())) {
            places.add(place(type).toString());
        }
        return String.join(File.pathSeparator, places);
    }

    private static Path place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation().getProtocol().equals("file")) {
                return Path.of(source.getLocation().toURI());
            }
        } catch (URISyntaxException strange) {
            throw new IllegalStateException("a library of the reader of PDFs is in no place that can be named",
                    strange);
        }
        throw new IllegalStateException("a library of the reader of PDFs is no file of its own");
    }

    private static Class<?> logging() {
        try {
            return Class.forName(LOGGING, false, PDDocument.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("a library of the reader of PDFs is missing", missing);
        }
    }

    private static Optional<Path> nice() {
        return Stream.of("/usr/bin/nice", "/bin/nice").map(Path::of).filter(Files::isExecutable).findFirst();
    }
}
