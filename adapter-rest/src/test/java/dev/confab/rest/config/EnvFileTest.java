package dev.confab.rest.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @TempDir
    private Path folder;

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("KEY=value", "value"),
                Arguments.of("KEY=", ""),
                Arguments.of("  KEY = value  ", "value"),
                Arguments.of("export KEY=value", "value"),
                Arguments.of("export\tKEY=value", "value"),
                Arguments.of("KEY=two words", "two words"),
                Arguments.of("KEY=value # a comment", "value"),
                Arguments.of("KEY=value#not a comment", "value#not a comment"),
                Arguments.of("KEY=# only a comment", ""),
                Arguments.of("KEY=postgresql://u:p%23w@h/db?sslmode=require",
                        "postgresql://u:p%23w@h/db?sslmode=require"),
                Arguments.of("KEY=a=b", "a=b"),
                Arguments.of("KEY='single $quotes \\n # stay'", "single $quotes \\n # stay"),
                Arguments.of("KEY='value' # comment", "value"),
                Arguments.of("KEY=''", ""),
                Arguments.of("KEY=\"double # quotes\"", "double # quotes"),
                Arguments.of("KEY=\"line\\nbreak\\ttab \\\"quoted\\\" back\\\\slash \\$HOME\"",
                        "line\nbreak\ttab \"quoted\" back\\slash $HOME"),
                Arguments.of("KEY=\"\"  # comment", ""),
                Arguments.of("KEY=it's", "it's"),
                Arguments.of("KEY=${HOME}/x", "${HOME}/x"),
                Arguments.of("KEY=Zürich", "Zürich"),
                Arguments.of("KEY=one\nKEY=two", "two"),
                Arguments.of("\uFEFFKEY=value", "value"),
                Arguments.of("# first\r\n\r\nKEY=value\r\n", "value"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void read_givesTheValue(String content, String value) throws IOException {
        assertEquals(Map.of("KEY", value), EnvFile.read(file(content)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "SECRET-77", "SECRET 77=x", "=SECRET77", "1SECRET77=x", "SECRET.77=x", "export SECRET77",
            "K='SECRET77", "K=\"SECRET77", "K=\"SECRET77\\\"", "K='SECRET'77", "K=\"SECRET\" 77", "K=\"SECRET\\q77\"",
            "K=\"SECRET\n77\"", "K='SECRET\n77'" })
    void read_whenLineMakesNoSense_namesItsNumberAndNotItsContent(String line) throws IOException {
        Path file = file("# comment\nGOOD=1\n" + line + "\n");

        ConfigurationException thrown = assertThrows(ConfigurationException.class, () -> EnvFile.read(file));

        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.startsWith("`.env` line 3: "), message);
        assertTrue(!message.contains("SECRET") && !message.contains("77"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void read_whenThereIsNoFile_isNothing() {
        assertEquals(Map.of(), EnvFile.read(folder.resolve(".env")));
    }

    @Test
    void read_whenFileIsNoText_saysSo() throws IOException {
        Path file = Files.write(folder.resolve(".env"), new byte[] { 'K', '=', (byte) 0xFF, (byte) 0xFE });

        assertEquals("`.env`: the file is not UTF-8 text",
                assertThrows(ConfigurationException.class, () -> EnvFile.read(file)).getMessage());
    }

    @Test
    void read_whenItIsAFolder_saysSo() throws IOException {
        Path file = Files.createDirectory(folder.resolve(".env"));

        assertEquals("`.env`: the file cannot be read",
                assertThrows(ConfigurationException.class, () -> EnvFile.read(file)).getMessage());
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve(".env"), content, StandardCharsets.UTF_8);
    }
}
