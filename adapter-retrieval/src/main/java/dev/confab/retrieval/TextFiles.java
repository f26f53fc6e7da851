package dev.confab.retrieval;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the text files in a folder. Links are followed, since mounted folders are often made of them. */
final class TextFiles extends SimpleFileVisitor<Path> {

    private static final Set<String> ENDINGS = Set.of("md", "markdown", "txt");
    private static final int DEEPEST = 32;

    private final Path folder;
    private final List<Found> found = new ArrayList<>();

    /**
     * One file.
     *
     * @param name its path within the folder, with slashes
     */
    record Found(Path path, String name, long bytes) {}

    private TextFiles(Path folder) {
        this.folder = folder;
    }

    /** The files by name, in the order of code points, which no locale changes. */
    static List<Found> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UnreadableFolder(Files.exists(folder) ? "it is not a folder" : "there is no such folder", null);
        }
        var files = new TextFiles(folder);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, files);
        } catch (IOException fault) {
            throw new UnreadableFolder("it, or something in it, cannot be read", fault);
        }
        files.found.sort(Comparator.comparing(Found::name));
        return files.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
        return isHidden(visited) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
        String name = visited.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (attributes.isRegularFile() && !isHidden(visited) && name.contains(".") && ENDINGS.contains(ending)) {
            found.add(new Found(visited, folder.relativize(visited).toString().replace('\\', '/'), attributes.size()));
            if (found.size() > KnowledgeFolder.MAX_FILES) {
                throw new UnreadableFolder("it has more than " + KnowledgeFolder.MAX_FILES + " text files", null);
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path visited, IOException fault) throws IOException {
        if (fault instanceof FileSystemLoopException) {
            return FileVisitResult.CONTINUE;
        }
        throw fault;
    }

    private boolean isHidden(Path visited) {
        return !visited.equals(folder) && visited.getFileName().toString().startsWith(".");
    }
}
