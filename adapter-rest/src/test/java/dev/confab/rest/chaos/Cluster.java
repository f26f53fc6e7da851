package dev.confab.rest.chaos;

import dev.confab.openai.provider.StandInProvider;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An empty database, a model, and servers over them. To be closed, which ends every server. One at a time. */
final class Cluster implements AutoCloseable {

    /** What makes a server start soon and leaves room for others; the rest is as everybody has it. */
    private static final List<String> LEAN = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m",
            "--enable-native-access=ALL-UNNAMED");

    private final Ground ground = Ground.get();
    private final StandInProvider provider = StandInProvider.start();
    private final SpeakingModel model = new SpeakingModel();
    private final Queue<ServerProcess> started = new ConcurrentLinkedQueue<>();
    private final Thread end = Thread.ofPlatform().unstarted(this::endServers);

    private Cluster() {}

    static Cluster start() {
        var cluster = new Cluster();
        cluster.provider.always(cluster.model);
        cluster.forget();
        Runtime.getRuntime().addShutdownHook(cluster.end);
        return cluster;
    }

    /** Starts one more packaged server and returns at once. */
    ServerProcess serve() {
        return serve(ground.database().url());
    }

    /** Starts one more packaged server that reaches the database by another way. */
    ServerProcess serve(String databaseUrl) {
        return serve(databaseUrl, packaged(ground.options()));
    }

    /**
     * Starts one more server, from the same jar with the classes of these tests beside it.
     *
     * @param properties what {@link CrashingPorts} is to do
     */
    ServerProcess serve(Map<String, String> properties) {
        var program = new ArrayList<>(LEAN);
        program.addAll(ground.options());
        properties.forEach((name, value) -> program.add("-D" + name + "=" + value));
        program.addAll(List.of("-cp", System.getProperty("confab.server.jar") + File.pathSeparator + ownClasses(),
                "dev.confab.rest.Application"));
        return serve(ground.database().url(), program);
    }

    private ServerProcess serve(String databaseUrl, List<String> program) {
        ServerProcess server = ServerProcess.start("server-" + (started.size() + 1), ground.folder(),
                Map.of("DATABASE_URL", databaseUrl, "OPENAI_BASE_URL", provider.baseUrl().toString(), "MODEL_NAME",
                        "m"),
                program);
        started.add(server);
        return server;
    }

    /** Returns what follows {@code java} to start the packaged server. */
    static List<String> packaged(List<String> options) {
        var program = new ArrayList<>(LEAN);
        program.addAll(options);
        program.addAll(List.of("-jar", System.getProperty("confab.server.jar")));
        return program;
    }

    private static Path ownClasses() {
        try {
            return Path.of(Cluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Empties the database. */
    void forget() {
        audit().execute("TRUNCATE chat_sessions, messages, runs, run_logs, run_text");
    }

    Ground ground() {
        return ground;
    }

    Audit audit() {
        return new Audit(ground.database().url());
    }

    SpeakingModel model() {
        return model;
    }

    @Override
    public void close() {
        endServers();
        provider.close();
        Runtime.getRuntime().removeShutdownHook(end);
    }

    private void endServers() {
        started.forEach(ServerProcess::close);
    }
}
