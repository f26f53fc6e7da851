package dev.confab.rest.chaos;

import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.StandInProvider;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An empty database, a model, and servers over them. To be closed, which ends every server. One at a time. */
final class Cluster implements AutoCloseable {

    /** What makes a server start soon and leaves room for others; the rest is as everybody has it. */
    private static final List<String> LEAN = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m",
            "--enable-native-access=ALL-UNNAMED");

    private static final AtomicInteger SERIAL = new AtomicInteger();

    private final Ground ground = Ground.get();
    private final StandInProvider provider = StandInProvider.start();
    private final SpeakingModel model = new SpeakingModel();
    private final Queue<ServerProcess> started = new ConcurrentLinkedQueue<>();
    private final Thread end = Thread.ofPlatform().unstarted(this::endServers);

    private Cluster() {}

    static Cluster start() {
        var cluster = new Cluster();
        return start(cluster, cluster.model);
    }

    /** Starts one whose model answers like this, and {@link #model()} is never asked. */
    static Cluster start(Behaviour behaviour) {
        return start(new Cluster(), behaviour);
    }

    private static Cluster start(Cluster cluster, Behaviour behaviour) {
        cluster.provider.always(behaviour);
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

    /** Starts one more packaged server, with the model that needs no provider, and returns at once. */
    ServerProcess serveOffline() {
        return serve(Map.of("DATABASE_URL", ground.database().url()), packaged(ground.options()));
    }

    private ServerProcess serve(String databaseUrl, List<String> program) {
        return serve(Map.of("DATABASE_URL", databaseUrl, "OPENAI_BASE_URL", provider.baseUrl().toString(),
                "MODEL_NAME", "m"), program);
    }

    /** Each server has a folder of its own, as servers on machines of their own have. */
    private ServerProcess serve(Map<String, String> settings, List<String> program) {
        String name = "server-" + (started.size() + 1);
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("CONFAB_HOME", ground.folder().resolve(name + "-" + SERIAL.incrementAndGet()).toString());
        ServerProcess server = ServerProcess.start(name, ground.folder(), environment, program);
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
        // The index of a server that comes later is empty.
        audit().execute("TRUNCATE documents CASCADE");
    }

    Ground ground() {
        return ground;
    }

    Audit audit() {
        return new Audit(ground.database().administratorUrl());
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
