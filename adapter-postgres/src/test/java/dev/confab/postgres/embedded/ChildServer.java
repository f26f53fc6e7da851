package dev.confab.postgres.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A JVM of its own that owns an embedded server, to be killed or to run as somebody else. */
final class ChildServer implements AutoCloseable {

    private final Process process;
    private final String firstLine;

    private ChildServer(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    /** Starts the server of a folder, prints its address or what went wrong, and waits for the end of its input. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedSettings.keeping(Path.of(arguments[0])))) {
            System.out.println(server.url());
            System.in.readAllBytes();
        } catch (EmbeddedPostgresException failure) {
            System.out.println("failed: " + failure.getMessage());
        }
    }

    /** Runs {@link #main} in another JVM and returns when it has said what came of it. */
    static ChildServer run(Path home, List<String> launcher, String classPath) throws IOException {
        var command = new ArrayList<>(launcher);
        command.addAll(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", classPath, ChildServer.class.getName(), home.toString()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)
                .directory(Path.of("/").toFile())
                .start();
        var printed = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new ChildServer(process, String.valueOf(printed.readLine()));
    }

    static ChildServer run(Path home) throws IOException {
        return run(home, List.of(), System.getProperty("java.class.path"));
    }

    /** Copies what the embedded server needs of the class path to where everybody can read it. */
    static String readableClassPath(Path folder) throws IOException, URISyntaxException, ClassNotFoundException {
        Set<Path> sources = new LinkedHashSet<>();
        for (String type : List.of(EmbeddedPostgres.class.getName(), ChildServer.class.getName(),
                "org.apache.commons.compress.archivers.tar.TarArchiveInputStream", "org.tukaani.xz.XZInputStream",
                "org.apache.commons.io.IOUtils", "org.apache.commons.lang3.StringUtils",
                "org.apache.commons.codec.Charsets", "org.slf4j.Logger", "org.postgresql.Driver")) {
            var place = Class.forName(type).getProtectionDomain().getCodeSource().getLocation();
            sources.add(Path.of(place.toURI()));
        }
        String binaries = Binaries.archive(System.getProperty("os.name"), System.getProperty("os.arch")).getPath();
        sources.add(Path.of(binaries.substring("file:".length(), binaries.indexOf('!'))));
        var classPath = new ArrayList<String>();
        int number = 0;
        for (Path source : sources) {
            Path target = folder.resolve(number++ + "-" + Objects.requireNonNull(source.getFileName()));
            copy(source, target);
            classPath.add(target.toString());
        }
        return String.join(java.io.File.pathSeparator, classPath);
    }

    private static void copy(Path source, Path target) throws IOException {
        try (var all = Files.walk(source)) {
            for (Path from : (Iterable<Path>) all::iterator) {
                Path to = target.resolve(source.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                    Account.mayEnter(to);
                } else {
                    Files.copy(from, to);
                    Account.mayRead(to, false);
                }
            }
        }
    }

    /** Returns the address of its database, or what it said instead. */
    String said() {
        return firstLine;
    }

    long pid() {
        return process.pid();
    }

    /** Ends the JVM as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets it end in order. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }
}
