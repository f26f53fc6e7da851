package dev.confab.postgres.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerLogTest {

    @Test
    void drain_ofEndlessTalk_keepsTwoFilesOfLimitedSizeAndTheTail() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            var log = new ServerLog(folder.path());
            String talk = "0123456789abcde\n".repeat(300_000) + "the end";

            log.drain(new ByteArrayInputStream(talk.getBytes(StandardCharsets.UTF_8))).join();

            Path current = folder.path().resolve("server.log");
            Path before = folder.path().resolve("server.log.1");
            assertTrue(Files.readString(current).endsWith("the end"));
            assertTrue(log.tail().endsWith("the end"));
            assertTrue(Files.size(current) + Files.size(before) < 2_100_000);
            try (var files = Files.list(folder.path())) {
                assertEquals(2, files.count());
            }
        }
    }

    @Test
    void drain_whenTheFileCannotBeWritten_stillTakesEverything() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            Files.createDirectory(folder.path().resolve("server.log"));
            var log = new ServerLog(folder.path());

            log.drain(new ByteArrayInputStream("FATAL: No space left on device".getBytes(StandardCharsets.UTF_8)))
                    .join();

            assertTrue(ServerLog.tellsOfFullDisk(log.tail()));
        }
    }
}
