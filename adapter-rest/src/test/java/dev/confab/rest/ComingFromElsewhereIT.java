package dev.confab.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.chaos.ServerProcess;
import dev.confab.rest.testing.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What README tells those who come from another backend, line by line, in a shell. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ComingFromElsewhereIT {

    private static final String HEADING = "## Coming from another backend";
    private static final Pattern LINE = Pattern.compile("\\| (.*) \\| `(curl [^`]*)` \\| (\\d{3})(.*) \\|");
    private static final Pattern WORD = Pattern.compile("`([^`]*)`");
    private static final String TOKEN = "a-token-of-sixteen-or-more";
    /** By which names answers tell what later lines need. */
    private static final Map<String, String> TOLD = Map.of("session_id", "SESSION", "run_id", "RUN", "document_id",
            "DOC",
            "assistant_id", "ASSISTANT", "cursor", "CURSOR");

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void letOthersIn() throws IOException {
        // The embedded database may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** One line of a table: what to type, the status, and what the answer has. */
    private record Line(String there, String command, int status, List<String> has) {

        boolean isOfUsers() {
            return command.contains("$AUTH") || status == 401;
        }
    }

    private static List<Line> lines() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int from = readme.indexOf(HEADING);
        String section = readme.substring(from, readme.indexOf("\n## ", from));
        var all = new ArrayList<Line>();
        Matcher line = LINE.matcher(section);
        while (line.find()) {
            all.add(new Line(line.group(1), line.group(2), Integer.parseInt(line.group(3)),
                    WORD.matcher(line.group(4)).results().map(word -> word.group(1)).toList()));
        }
        long rows = section.lines().filter(text -> text.startsWith("|")).count();
        long tables = section.lines().filter(text -> text.startsWith("| ---")).count();
        assertEquals(rows - 2 * tables, all.size(), "each line of a table is tried");
        return all;
    }

    @Test
    void lines_ofTheTables_answerAsTheySay() throws Exception {
        List<Line> all = lines();
        assertTrue(all.size() > 20);
        try (ServerProcess server = server("alone", Map.of())) {
            tryAll(server.port(), all.stream().filter(line -> !line.isOfUsers()).toList());
        }
        try (ServerProcess server = server("users", Map.of("DEV_TOKEN", TOKEN))) {
            tryAll(server.port(), all.stream().filter(Line::isOfUsers).toList());
        }
    }

    private ServerProcess server(String name, Map<String, String> more) {
        var environment = new HashMap<>(Map.of("CONFAB_HOME", folder.resolve("home-" + name).toString()));
        environment.putAll(more);
        return ServerProcess.start(name, folder, environment, List.of("-jar", System.getProperty("confab.server.jar")));
    }

    private void tryAll(int port, List<Line> lines) throws IOException, InterruptedException {
        variables.clear();
        variables.putAll(Map.of("URL", "http://127.0.0.1:" + port, "JSON", "Content-Type: application/json", "AUTH",
                "Authorization: Bearer " + TOKEN));
        for (Line line : lines) {
            String printed = shell(
                    "curl --max-time 60 -w '\\n%{http_code}' " + line.command().substring("curl ".length()));
            int last = printed.lastIndexOf('\n');
            String body = printed.substring(0, last);
            assertEquals(Integer.toString(line.status()), printed.substring(last + 1), () -> line + ": " + body);
            if (body.startsWith("{")) {
                JsonValue json = JsonValue.parse(body);
                assertTrue(json.names().containsAll(line.has()), () -> line + ": " + body);
                TOLD.keySet()
                        .stream()
                        .filter(json.names()::contains)
                        .forEach(
                                name -> note(name, json.at(name)));
            } else {
                assertTrue(line.has().stream().allMatch(body::contains), () -> line + ": " + body);
            }
        }
    }

    private void note(String name, JsonValue value) {
        if (!value.isNull()) {
            variables.put(TOLD.get(name), value.text());
        }
    }

    private String shell(String command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(90, TimeUnit.SECONDS), command);
        return printed;
    }
}
