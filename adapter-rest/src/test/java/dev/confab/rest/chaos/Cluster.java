package dev.confab.rest.chaos;

import dev.confab.openai.provider.StandInProvider;
import dev.confab.postgres.embedded.EmbeddedPostgres;
import dev.confab.postgres.embedded.EmbeddedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A database, a model, and servers over them. To be closed, which ends every process. */
final class Cluster implements AutoCloseable {

    /** What makes a server start soon and leaves room for others; the rest is as everybody has it. */
    private static final List<String> LEAN = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m",
            "--enable-native-access=ALL-UNNAMED");

    private final Path folder;
    private final EmbeddedPostgres database;
    private final StandInProvider provider;
    private final SpeakingModel model = new SpeakingModel();
    private final Queue<ServerProcess> started = new ConcurrentLinkedQueue<>();

    private Cluster(Path folder, EmbeddedPostgres database, StandInProvider provider) {
        this.folder = folder;
        this.database = database;
        this.provider = provider;
    }

    /** Starts a database and a model, and teaches the JVM to start servers soon. */
    static Cluster start() {
        Path folder = newFolder();
        EmbeddedPostgres database = EmbeddedPostgres.start(EmbeddedSettings.throwAway(folder));
        var cluster = new Cluster(folder, database, StandInProvider.start());
        cluster.provider.always(cluster.model);
        try {
            cluster.train();
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("confab-chaos");
            // The database may run as another user.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    private void train() {
        try (ServerProcess server = ServerProcess.start("training", folder,
                Map.of("CONFAB_TRAIN", "1", "DATABASE_URL", database.url()),
                program("-XX:ArchiveClassesAtExit=" + archive(), "-Xlog:cds=off", "-Xlog:cds*=off"))) {
            int status = server.awaitEnd();
            if (status != 0) {
                throw new AssertionError("the training failed: " + server.log());
            }
        }
        audit().execute("DELETE FROM chat_sessions");
    }

    private static List<String> program(String... options) {
        var program = new ArrayList<>(LEAN);
        program.addAll(List.of(options));
        program.addAll(List.of("-jar", System.getProperty("confab.server.jar")));
        return program;
    }

    /** Starts one more packaged server and returns at once. */
    ServerProcess serve() {
        return serve(database.url());
    }

    /** Starts one more packaged server that reaches the database by another way. */
    ServerProcess serve(String databaseUrl) {
        return keep(
                ServerProcess.start("server-" + (started.size() + 1), folder, environment(databaseUrl, provider.port()),
                        program("-XX:SharedArchiveFile=" + archive(), "-Xlog:cds=off", "-Xlog:cds*=off")));
    }

    private Map<String, String> environment(String databaseUrl, int modelPort) {
        var all = new HashMap<String, String>();
        all.put("DATABASE_URL", databaseUrl);
        all.put("OPENAI_BASE_URL", "http://127.0.0.1:" + modelPort + "/v1");
        all.put("MODEL_NAME", "m");
        return all;
    }

    private ServerProcess keep(ServerProcess server) {
        started.add(server);
        return server;
    }

    Audit audit() {
        return new Audit(database.url());
    }

    SpeakingModel model() {
        return model;
    }

    StandInProvider provider() {
        return provider;
    }

    EmbeddedPostgres database() {
        return database;
    }

    @Override
    public void close() {
        started.forEach(ServerProcess::close);
        provider.close();
        database.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(Cluster::delete);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
