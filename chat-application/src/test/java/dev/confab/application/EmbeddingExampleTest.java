package dev.confab.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's embedding example is compiled and run as it stands there, on a class path of the two core modules. */
class EmbeddingExampleTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\\R(.*?public class Example.*?)```", Pattern.DOTALL);
    private static final int MOST_LINES = 15;

    @Test
    void readmeExample_compiledAndRunWithTheCoreAlone_printsTheAnswer(@TempDir Path folder) throws Exception {
        String source = exampleOfReadme();
        Path file = Files.writeString(folder.resolve("Example.java"), source);
        String coreAlone = location(Owner.class) + File.pathSeparator + location(Confab.class);

        int compiled = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                .run(null, null, null, "-Werror",
                        "-Xlint:all,-classfile", "-cp", coreAlone, "-d", folder.toString(), file.toString());
        assertEquals(0, compiled);
        Process run = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                folder + File.pathSeparator + coreAlone, "Example").redirectErrorStream(true).start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, run.waitFor(), said);
        assertEquals("A servo turns to an angle and holds it.", said.strip());
        assertTrue(source.lines().filter(line -> !line.isBlank()).count() <= MOST_LINES);
    }

    @Test
    void core_onItsOwn_holdsNoFrameworkNoDriverAndNoJson() throws Exception {
        for (String foreign : List.of("io.micronaut.context.ApplicationContext", "org.postgresql.Driver",
                "com.fasterxml.jackson.core.JsonFactory", "org.slf4j.Logger")) {
            Process run = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "javap").toString(), "-cp",
                    location(Owner.class) + File.pathSeparator + location(Confab.class), foreign)
                    .redirectErrorStream(true)
                    .start();
            run.getInputStream().readAllBytes();

            assertTrue(run.waitFor() != 0, foreign);
        }
    }

    private static String exampleOfReadme() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        assertTrue(example.find(), "the README has an embedding example");
        return example.group(1);
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
