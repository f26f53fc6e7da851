package dev.confab.rest.chaos;

import dev.confab.postgres.embedded.EmbeddedPostgres;
import dev.confab.postgres.embedded.EmbeddedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What all proofs of this JVM stand on, and what takes long to make: a database that keeps what it was told, whatever happens
 * to it, and classes that servers start with. Ends with the JVM.
 */
final class Ground {

    private static final Ground ONE = new Ground();

    private final Path folder;
    private volatile EmbeddedPostgres database;

    private Ground() {
        try {
            folder = Files.createTempDirectory("confab-chaos");
            // The database may run as another user.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        database = EmbeddedPostgres.start(EmbeddedSettings.keeping(folder));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::end));
        train();
    }

    static Ground get() {
        return ONE;
    }

    Path folder() {
        return folder;
    }

    EmbeddedPostgres database() {
        return database;
    }

    /** Starts the database again that was ended by whatever means. */
    EmbeddedPostgres restart() {
        database.close();
        database = EmbeddedPostgres.start(EmbeddedSettings.keeping(folder));
        return database;
    }

    /** Returns the options that make servers start soon. */
    List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + archive(), "-Xlog:cds=off", "-Xlog:cds*=off");
    }

    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    /** Has a server start, answer itself and end, and keeps what the JVM learned of it. */
    private void train() {
        List<String> options = List.of("-XX:ArchiveClassesAtExit=" + archive(), "-Xlog:cds=off", "-Xlog:cds*=off");
        try (ServerProcess server = ServerProcess.start("training", folder,
                Map.of("CONFAB_TRAIN", "1", "DATABASE_URL", database.url()), Cluster.packaged(options))) {
            int status = server.awaitEnd();
            if (status != 0) {
                throw new AssertionError("the training failed: " + server.log());
            }
        }
    }

    /** Returns the processes of the database, the first of them first. */
    List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(Ground::isPostgres)
                .sorted(Comparator.comparing(process -> process.parent().filter(Ground::isPostgres).isPresent()))
                .toList();
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("/postgres")).isPresent();
    }

    private void end() {
        database.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
