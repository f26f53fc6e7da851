import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The run of all measurements, in order; see README.md for what they mean. */
public final class Benchmark {

    private static final int SLOW_MODEL_MILLIS = 500;
    private static final int SLOW_CONNECTIONS = 256;

    private final Path root;
    private final boolean quick;
    private final boolean profile;
    private final boolean documents;
    /** The measurements of streams that are wanted, each a digit; empty for those of whole answers. */
    private final String scenarios;
    private final Path folder;
    private final Path home;
    private final Report report = new Report();
    private final Optional<Path> pgbench = Database.pgbench();
    private Provider provider;
    private int errors;

    private Benchmark(Path root, List<String> options) throws IOException {
        this.root = root;
        this.quick = options.contains("--quick");
        this.profile = options.contains("--profile");
        this.documents = options.contains("--documents");
        this.scenarios = options.stream().filter(option -> option.startsWith("--streams"))
                .map(option -> option.equals("--streams") ? "123456" : option.substring(10)).findFirst().orElse("");
        // Another user must be able to enter it: started by root, the server runs its database as one.
        this.folder = Files.createTempDirectory("confab-benchmark",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        this.home = folder.resolve("home");
        Cleanup.atExit(folder, options.contains("--keep"));
        if (options.contains("--keep")) {
            say("The folder of this run, with the server's log: " + folder);
        }
    }

    public static void main(String[] args) throws Exception {
        List<String> options = Arrays.asList(args).subList(1, args.length);
        try {
            new Benchmark(Path.of(args[0]), options).run();
        } catch (Broken broken) {
            if (!Cleanup.ending()) {
                System.err.println("benchmark: " + broken.getMessage());
                System.exit(1);
            }
        }
    }

    private void run() throws IOException, InterruptedException, SQLException {
        describeMachine();
        if (!scenarios.isEmpty()) {
            new Streams(root, folder, report, quick, profile).run(scenarios);
            report.print();
            return;
        }
        if (documents) {
            new Hostile(root, Files.createDirectories(folder.resolve("hostile")), report, quick).run();
            new Passages(root, Files.createDirectories(folder.resolve("passages")), report, quick).run();
            report.print();
            return;
        }
        provider = Provider.start(FakeProvider.class);
        startUp();
        measure();
        smallPool();
        report.add("turns that got no answer, in all of the above", "", errors, Report.Wanted.AT_MOST, 0);
        report.print();
    }

    private void describeMachine() throws IOException {
        String cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2)).findFirst().orElse("unknown processor");
        say("%s, %d x %s, JDK %s, load average before %s", LocalDate.now(),
                Runtime.getRuntime().availableProcessors(), cpu, System.getProperty("java.version"),
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        if (pgbench.isEmpty()) {
            say("pgbench is not installed (Debian, Ubuntu: apt-get install postgresql-contrib): no ratios");
        }
        if (quick) {
            say("A quick run: it shows that everything works; its figures are those of a JVM that is not warm.");
        }
    }

    /** Start-up: once with a new data folder, then with what is there; and the server at rest. */
    private void startUp() throws IOException, InterruptedException {
        try (Server cold = start(Map.of())) {
            report.add("start-up, new data folder", "s", cold.startSeconds());
        }
        List<Double> warm = new ArrayList<>();
        for (int i = 0; i < (quick ? 1 : 3); i++) {
            try (Server server = start(Map.of())) {
                warm.add(server.startSeconds());
            }
        }
        warm.sort(null);
        report.add("start-up, data folder there", "s", warm.get(warm.size() / 2), Report.Wanted.AT_MOST, 5);
        try (Server server = start(Map.of())) {
            Database database = Database.in(home);
            load(server, 1, Duration.ofSeconds(10), 1);
            Thread.sleep(2_000);
            Usage rest = usage(server, database);
            Thread.sleep(quick ? 5_000 : 20_000);
            rest.stop();
            report.add("idle CPU, server", "ms per s", rest.server() * 1_000 / rest.seconds());
            report.add("idle CPU, PostgreSQL", "ms per s", rest.postgres() * 1_000 / rest.seconds());
            memory("idle", server, database);
        }
    }

    private void memory(String when, Server server, Database database) throws IOException, InterruptedException {
        report.add("memory " + when + ", server (RSS)", "MB", Processes.residentMegabytes(server.pid()));
        report.add("memory " + when + ", PostgreSQL (PSS of all its processes)", "MB",
                Processes.familyMegabytes(database.postmaster()));
        report.add("memory " + when + ", server's heap after a collection", "MB", server.heapAfterCollection());
    }

    private void measure() throws IOException, InterruptedException, SQLException {
        try (Server server = start(Map.of())) {
            Database database = Database.in(home);
            say("PostgreSQL %s, fsync=%s, synchronous_commit=%s", database.text("SHOW server_version"),
                    database.text("SHOW fsync"), database.text("SHOW synchronous_commit"));
            long before = storedTurns(database);
            long answered = load(server, 16, Duration.ofSeconds(quick ? 8 : 60), Integer.MAX_VALUE).completed();
            database.analyze();
            var comparison = new Comparison(report, pgbench.isPresent());
            for (int connections : List.of(1, 16, 64)) {
                answered += compare(comparison, server, database, connections);
            }
            if (profile) {
                try (var load = new Load(server.port(), 16, Duration.ZERO, Integer.MAX_VALUE)) {
                    Profile.take(server, folder, quick ? 10 : 30, "turn", "16 connections", load::completed);
                    answered += finish(load).completed();
                }
            }
            answered += slowModel(server, database);
            memory("after load", server, database);
            report.add("answered turns that are not stored as completed runs", "", answered - (storedTurns(database) - before),
                    Report.Wanted.AT_MOST, 0);
        }
    }

    private static long storedTurns(Database database) throws SQLException {
        return database.number("SELECT count(*) FROM runs r JOIN messages m ON m.session_id = r.session_id"
                + " AND m.seq = r.answer_seq WHERE r.status = 'completed' AND r.owner <> 'benchmark'");
    }

    private long compare(Comparison comparison, Server server, Database database, int connections)
            throws IOException, InterruptedException, SQLException {
        int seconds = quick ? 4 : 20;
        Load.Result result;
        try (var load = new Load(server.port(), connections, Duration.ofMillis(200), Integer.MAX_VALUE)) {
            Thread.sleep(quick ? 1_000 : 3_000);
            Usage usage = usage(server, database);
            load.record();
            Thread.sleep(seconds * 1_000L);
            usage.stop();
            result = finish(load);
            comparison.server(connections, result, usage);
        }
        if (pgbench.isPresent()) {
            int clients = Math.min(connections, database.freePlaces());
            Usage usage = usage(server, database);
            Database.Pgbench bench = database.pgbench(pgbench.get(), root.resolve("benchmarks/turn.sql"), folder,
                    clients, seconds);
            usage.stop();
            comparison.pgbench(clients, bench, usage);
        }
        return result.completed();
    }

    /** Many people and a model that takes its time: the server must add next to nothing. */
    private long slowModel(Server server, Database database) throws IOException, InterruptedException {
        delay(SLOW_MODEL_MILLIS);
        try (var load = new Load(server.port(), SLOW_CONNECTIONS, Duration.ofMillis(SLOW_MODEL_MILLIS),
                Integer.MAX_VALUE)) {
            Thread.sleep(quick ? 3_000 : 6_000);
            Usage usage = usage(server, database);
            load.record();
            long before = load.completed();
            Thread.sleep(quick ? 5_000 : 30_000);
            usage.stop();
            double rate = (load.completed() - before) / usage.seconds();
            Load.Result result = finish(load);
            double ideal = SLOW_CONNECTIONS * 1_000.0 / SLOW_MODEL_MILLIS;
            say("");
            say("%d connections, a model that takes %d ms (%.2f ms really, on average): %.1f of %.0f turns/s,"
                    + " p50 %.1f ms, p99 %.1f ms, CPU of others %.0f %%", SLOW_CONNECTIONS, SLOW_MODEL_MILLIS,
                    provider.ask("GET", "/delay") / 1e3, rate, ideal, result.millis(50), result.millis(99),
                    usage.othersPercent());
            report.add("256 connections, 500 ms model: share of the ideal rate", "%", rate / ideal * 100,
                    Report.Wanted.AT_LEAST, 99);
            return result.completed();
        } finally {
            delay(0);
        }
    }

    /** A pool of two and two hundred turns that wait for their model at once: a held connection would show. */
    private void smallPool() throws IOException, InterruptedException {
        int turns = 200;
        int millis = 2_000;
        try (Server server = start(Map.of("DATABASE_POOL_SIZE", "2"))) {
            load(server, 16, Duration.ofSeconds(quick ? 4 : 10), Integer.MAX_VALUE);
            delay(millis);
            long from = System.nanoTime();
            Load.Result result = load(server, turns, Duration.ofSeconds(60), turns);
            double seconds = (System.nanoTime() - from) / 1e9;
            say("%d turns at once with a model that takes %d ms and a pool of 2 connections: %d answered in %.2f s",
                    turns, millis, result.completed(), seconds);
            report.add("200 turns at once, 2 s model, pool of 2: all answered in", "s",
                    result.completed() == turns ? seconds : Double.POSITIVE_INFINITY, Report.Wanted.AT_MOST, 2.5);
        } finally {
            delay(0);
        }
    }

    private Server start(Map<String, String> settings) throws IOException, InterruptedException {
        return Server.start(root, folder, provider.port(), settings);
    }

    private Usage usage(Server server, Database database) {
        return new Usage(server.pid(), database.postmaster(), provider.pid());
    }

    /** Sends a load for a time, or until so many turns have been answered. */
    private Load.Result load(Server server, int connections, Duration time, int turns)
            throws IOException, InterruptedException {
        try (var load = new Load(server.port(), connections, Duration.ZERO, turns)) {
            load.await(time);
            return finish(load);
        }
    }

    private Load.Result finish(Load load) throws InterruptedException {
        Load.Result result = load.stop();
        result.failures().forEach((kind, failure) -> {
            say("ERRORS: %d x %s, the first one: %s", failure.count(), kind, failure.first());
            errors += failure.count();
        });
        return result;
    }

    private void delay(int millis) throws IOException, InterruptedException {
        provider.ask("PUT", "/delay/" + millis);
    }

    private static void say(String format, Object... arguments) {
        System.out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    }
}
