package dev.confab.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnowledgeFolderTest {

    @TempDir
    private Path folder;

    @Test
    void read_takesTextFilesInTheOrderOfTheirNames() throws IOException {
        write("b.md", "# Second\n\nTwo.");
        write("a/deep/first.TXT", "One.");
        write("c.markdown", "Three.");
        write("image.png", "not text");
        write("md", "no ending");
        write(".hidden.md", "Hidden.");
        write(".git/notes.md", "Hidden.");

        KnowledgeFolder knowledge = KnowledgeFolder.read(folder);

        assertEquals(List.of("One.", "# Second\n\nTwo.", "Three."), texts(knowledge));
        assertEquals(List.of("first", "Second", "c"),
                knowledge.passages().stream().map(passage -> passage.title().value()).toList());
        assertEquals(3, knowledge.files());
    }

    @Test
    void read_again_givesTheSameIds() throws IOException {
        write("robots.md", "# Robots\n\n" + "A servo holds an angle and does not let go. ".repeat(200));
        write("sub/robots.md", "# Robots\n\n" + "A servo holds an angle and does not let go. ".repeat(200));
        List<KnowledgeFolder.FoundPassage> first = KnowledgeFolder.read(folder).passages();

        assertEquals(first, KnowledgeFolder.read(folder).passages());
        assertEquals(first.size(),
                new HashSet<>(first.stream().map(KnowledgeFolder.FoundPassage::id).toList()).size());
        assertEquals(2, first.stream().map(KnowledgeFolder.FoundPassage::document).distinct().count());
        assertEquals(UUID.fromString("448ce261-2bd3-50ed-a546-596ea6d61a7d"), NameBasedId.of("robots.md"));
        assertEquals(5, NameBasedId.of("robots.md").version());
        assertEquals(2, NameBasedId.of("robots.md").variant());
    }

    @Test
    void read_ofTextThatIsNotUtf8_repairsIt() throws IOException {
        Files.write(folder.resolve("latin1.txt"), "Gr\u00F6\u00DFe".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("nul.txt"), "a\0b".getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("bom.txt"), "\uFEFF# Title\n\nText.".getBytes(StandardCharsets.UTF_8));

        KnowledgeFolder knowledge = KnowledgeFolder.read(folder);

        assertEquals(List.of("# Title\n\nText.", "Gr\uFFFD\uFFFDe", "a\uFFFDb"), texts(knowledge));
        assertEquals("Title", knowledge.passages().getFirst().title().value());
    }

    @Test
    void read_leavesOutWhatIsTooLarge() throws IOException {
        Files.write(folder.resolve("large.txt"), new byte[KnowledgeFolder.MAX_FILE_BYTES + 1]);
        write("small.txt", "Small.");

        assertEquals(List.of("Small."), texts(KnowledgeFolder.read(folder)));
    }

    @Test
    void read_followsLinksButNotInCircles() throws IOException {
        Path data = Files.createDirectory(folder.resolve("..data"));
        Files.writeString(data.resolve("real.md"), "Linked.");
        Files.createSymbolicLink(folder.resolve("mounted.md"), data.resolve("real.md"));
        Files.createSymbolicLink(folder.resolve("circle"), folder);

        assertEquals(List.of("Linked."), texts(KnowledgeFolder.read(folder)));
    }

    @Test
    void read_ofAnEmptyFolder_hasNoPassages() {
        assertEquals(0, KnowledgeFolder.read(folder).size());
    }

    @Test
    void read_ofWhatIsNoFolder_saysSoWithoutItsName() throws IOException {
        write("secret-name.txt", "x");
        for (String wrong : List.of("secret-name.txt", "secret-missing")) {
            var fault = assertThrows(UnreadableFolder.class, () -> KnowledgeFolder.read(folder.resolve(wrong)));

            assertFalse(String.valueOf(fault.getMessage()).contains("secret"));
        }
    }

    @Test
    void read_ofAThousandFiles_isQuick() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            write("f" + i + ".md", "# File " + i + "\n\n" + "Torque turns a shaft. ".repeat(100));
        }
        long from = System.nanoTime();
        KnowledgeFolder knowledge = KnowledgeFolder.read(folder);

        assertEquals(1_000, knowledge.files());
        assertTrue(knowledge.size() >= 2_000);
        assertTrue(System.nanoTime() - from < 10_000_000_000L);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> texts(KnowledgeFolder knowledge) {
        return knowledge.passages().stream().map(passage -> passage.text().value()).toList();
    }
}
