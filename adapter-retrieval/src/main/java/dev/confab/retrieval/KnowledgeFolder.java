package dev.confab.retrieval;

import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.ingestion.KnowledgeSource;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.ingestion.PassageCutter;
import dev.confab.domain.ingestion.PassageSize;
import dev.confab.retrieval.extract.TextParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The text files ({@code .md}, {@code .markdown}, {@code .txt}) of a folder and the folders in it, read once and cut into
 * passages. Hidden files and folders are left out. The order is that of the files' names, so that the same folder always
 * gives the same passages with the same ids.
 *
 * <p>
 * Files are taken to be UTF-8; what is not becomes U+FFFD. A file over {@value #MAX_FILE_BYTES} bytes is left out with a
 * warning. Immutable.
 */
public final class KnowledgeFolder {

    /** The largest file that is read, in bytes. */
    public static final int MAX_FILE_BYTES = 10_000_000;
    /** The most files a folder may have. */
    public static final int MAX_FILES = 10_000;
    /** The most bytes its files may have together. */
    public static final long MAX_BYTES = 200_000_000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final PassageCutter CUTTER = new PassageCutter(new ApproximateTokenCounter(), PassageSize.DEFAULT);
    private static final Logger log = LoggerFactory.getLogger(KnowledgeFolder.class);

    private final List<FoundPassage> passages;
    private final int files;

    /** A passage and the headings above it. */
    record FoundPassage(PassageId id, DocumentId document, PlainText title, String headings, PlainText text) {}

    private KnowledgeFolder(List<FoundPassage> passages, int files) {
        this.passages = List.copyOf(passages);
        this.files = files;
    }

    /**
     * Reads a folder.
     *
     * @throws UnreadableFolder if it is no folder, cannot be read or holds too much; the message says which, and does not
     *                          name the folder
     */
    public static KnowledgeFolder read(Path folder) {
        var passages = new ArrayList<FoundPassage>();
        List<TextFiles.Found> readable = readable(folder);
        readable.forEach(file -> addPassages(passages, file.name(), text(file)));
        return new KnowledgeFolder(passages, readable.size());
    }

    /**
     * Returns the files of a folder as they are now, by name; their titles are read, their texts are not kept.
     *
     * @throws UnreadableFolder as {@link #read} does
     */
    static List<KnowledgeSource.File> files(Path folder) {
        return readable(folder).stream().map(file -> {
            List<PageText> parts = TextParts.of(PlainText.of(text(file)), true);
            String title = title(file.name(), parts).value();
            PlainText fitting = PlainText.repaired(title.substring(0, Math.min(Document.MAX_TITLE, title.length())));
            return new KnowledgeSource.File(new DocumentId(NameBasedId.of(file.name())), fitting, file.path());
        }).toList();
    }

    private static List<TextFiles.Found> readable(Path folder) {
        var readable = new ArrayList<TextFiles.Found>();
        long bytes = 0;
        for (TextFiles.Found file : TextFiles.in(folder)) {
            if (file.bytes() > MAX_FILE_BYTES) {
                log.atWarn()
                        .addKeyValue("file", file.name())
                        .addKeyValue("bytes", file.bytes())
                        .log("file of the knowledge folder is too large and left out");
                continue;
            }
            bytes += file.bytes();
            if (bytes > MAX_BYTES) {
                throw new UnreadableFolder("its text files have more than " + MAX_BYTES + " bytes together", null);
            }
            readable.add(file);
        }
        return readable;
    }

    /** Returns how many files were read. */
    public int files() {
        return files;
    }

    /** Returns how many passages they were cut into. */
    public int size() {
        return passages.size();
    }

    List<FoundPassage> passages() {
        return passages;
    }

    private static void addPassages(List<FoundPassage> passages, String name, String text) {
        List<PageText> parts = TextParts.of(PlainText.of(text), true);
        PlainText title = title(name, parts);
        var document = new DocumentId(NameBasedId.of(name));
        for (NewPassage cut : CUTTER.cut(SourceKind.MARKDOWN, parts)) {
            String headings = cut.headings().stream().map(PlainText::value).collect(Collectors.joining("\n"));
            passages.add(
                    new FoundPassage(new PassageId(NameBasedId.of(name + "#" + (cut.ordinal() + 1))), document, title,
                            headings, cut.text()));
        }
    }

    /** The first heading, or what the file is called. */
    private static PlainText title(String name, List<PageText> parts) {
        return parts.stream()
                .flatMap(part -> part.headings().stream())
                .map(PageText.Heading::words)
                .findFirst()
                .orElseGet(() -> {
                    String file = name.substring(name.lastIndexOf('/') + 1);
                    String bare = file.substring(0, file.lastIndexOf('.'));
                    return PlainText.repaired(bare.isBlank() ? file : bare);
                });
    }

    private static String text(TextFiles.Found file) {
        byte[] content;
        try {
            content = Files.readAllBytes(file.path());
        } catch (IOException fault) {
            throw new UnreadableFolder("a file in it cannot be read", fault);
        }
        String text = new String(content, StandardCharsets.UTF_8);
        if (!Arrays.equals(content, text.getBytes(StandardCharsets.UTF_8))) {
            log.atWarn()
                    .addKeyValue("file", file.name())
                    .log("file of the knowledge folder is not UTF-8 and was repaired");
        }
        String repaired = PlainText.repaired(text).value();
        return repaired.startsWith(BYTE_ORDER_MARK) ? repaired.substring(1) : repaired;
    }
}
