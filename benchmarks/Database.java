import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The server's own PostgreSQL, reached from outside beside the server: with SQL, and with {@code pgbench}. */
final class Database {

    private final int port;
    private final long postmaster;
    private final String password;

    /** The latencies of whole turns in milliseconds, and the rate. */
    record Pgbench(double perSecond, double mean, double p50, double p99) {
    }

    private Database(int port, long postmaster, String password) {
        this.port = port;
        this.postmaster = postmaster;
        this.password = password;
    }

    /** Finds the database that the server has started in its data folder. */
    static Database in(Path home) throws IOException {
        List<String> pid = Files.readAllLines(only(home, "postmaster.pid"));
        return new Database(Integer.parseInt(pid.get(3).strip()), Long.parseLong(pid.get(0).strip()),
                Files.readString(only(home, "password")).strip());
    }

    private static Path only(Path home, String name) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(path -> path.getFileName().toString().equals(name)).findFirst()
                    .orElseThrow(() -> new Broken("the server has no own database: " + name + " is not in its folder"));
        }
    }

    /** Returns the address by which another server can use it. */
    String url() {
        return "postgresql://confab_server:" + password + "@127.0.0.1:" + port + "/postgres";
    }

    /** Returns the first process of the database. */
    long postmaster() {
        return postmaster;
    }

    /** Collects statistics about all tables, so that plans fit what the warm-up has stored. */
    void analyze() throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    /** Returns the one number that a query tells. */
    long number(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Returns one setting of the database as text. */
    String text(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "confab");
        properties.setProperty("password", password);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
    }

    /** Returns where {@code pgbench} is, the newest one if there are several. */
    static Optional<Path> pgbench() {
        Stream<Path> packaged = Stream.empty();
        try {
            Path all = Path.of("/usr/lib/postgresql");
            if (Files.isDirectory(all)) {
                packaged = Files.list(all).sorted((a, b) -> version(b) - version(a)).map(path -> path.resolve("bin"));
            }
        } catch (IOException unreadable) {
            packaged = Stream.empty();
        }
        Stream<Path> onPath = Arrays.stream(System.getenv("PATH").split(":")).map(Path::of);
        return Stream.concat(packaged, onPath).map(folder -> folder.resolve("pgbench")).filter(Files::isExecutable)
                .findFirst();
    }

    private static int version(Path folder) {
        String digits = folder.getFileName().toString().replaceAll("[^0-9].*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** Returns how many more clients the database takes, a few kept free for whoever looks after it. */
    int freePlaces() throws SQLException {
        return (int) number("SELECT current_setting('max_connections')::int"
                + " - current_setting('superuser_reserved_connections')::int - 2"
                + " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')");
    }

    /** Runs a script of the same statements with so many clients, and with prepared statements. */
    Pgbench pgbench(Path program, Path script, Path folder, int clients, int seconds)
            throws IOException, InterruptedException {
        Path logs = Files.createTempDirectory(folder, "pgbench");
        var builder = new ProcessBuilder(program.toString(), "--no-vacuum", "--protocol=prepared", "--client=" + clients,
                "--jobs=" + Math.min(clients, 2), "--time=" + seconds, "--log", "--file=" + script, "--define=turn=0",
                "--define=session=0", "--define=base=" + System.currentTimeMillis()).directory(logs.toFile());
        builder.environment().putAll(Map.of("PGHOST", "127.0.0.1", "PGPORT", Integer.toString(port), "PGUSER",
                "confab_server", "PGDATABASE", "postgres", "PGPASSWORD", password));
        String output = Cleanup.output(builder);
        double[] millis;
        try (Stream<Path> files = Files.list(logs)) {
            millis = files.flatMap(Database::lines).mapToDouble(Database::millis).sorted().toArray();
        }
        if (millis.length == 0 || output.contains("aborted")) {
            throw new Broken("pgbench did not run to its end:\n" + output);
        }
        double rate = output.lines().filter(line -> line.startsWith("tps = "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[2])).findFirst().orElse(Double.NaN);
        return new Pgbench(rate, Arrays.stream(millis).average().orElse(0), millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)]);
    }

    /** Reads a line of pgbench's log: client, transaction, microseconds, script, time. */
    private static double millis(String line) {
        return Long.parseLong(line.split(" ")[2]) / 1e3;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
