import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The run of all measurements of a large number of passages with vectors; see README.md for what they mean. */
final class Passages {

    private static final int CHUNKS = 500;
    private static final int WORDS = 60;
    private static final int VOCABULARY = 30_000;
    private static final int LIMIT = 100;
    private static final Pattern TAG = Pattern.compile("\\b(cluster\\d+piece\\d+)\\b");
    private static final Pattern DENSE_RANK = Pattern.compile("\"dense\":(?:\\{\"rank\":(\\d+)|null)");
    private static final Pattern TEXT = Pattern.compile("\"text\":\"([^\"]*)\"");

    private final Path root;
    private final Path folder;
    private final Report report;
    private final int passages;
    private final int questions;
    private final ClusteredVectors vectors = new ClusteredVectors();
    private final Random random = new Random(4_711);
    private Provider embedder;
    private Map<String, String> settings = Map.of();

    Passages(Path root, Path folder, Report report, boolean quick) {
        this.root = root;
        this.folder = folder;
        this.report = report;
        this.passages = quick ? 10_000 : 100_000;
        this.questions = quick ? 200 : 1_000;
    }

    void run() throws IOException, InterruptedException, SQLException {
        Provider model = Provider.start(FakeProvider.class);
        embedder = Provider.start(FakeEmbedder.class);
        settings = Map.of("EMBEDDING_BASE_URL", "http://127.0.0.1:" + embedder.port() + "/v1", "EMBEDDING_MODEL",
                "fake-embedder", "VECTOR_DIM", Integer.toString(ClusteredVectors.DIMENSION), "EMBEDDING_API_KEY",
                "benchmark");
        try (Server server = Server.start(root, folder, model.port(), settings)) {
            Database database = Database.in(folder.resolve("home"));
            var client = new DocumentClient(server.port());
            fill(server, database, client);
            ask("questions to " + passages + " passages", client);
            recall(client);
            findable(client, server, model, database);
        }
        rebuild(model);
    }

    private void fill(Server server, Database database, DocumentClient client)
            throws IOException, InterruptedException, SQLException {
        double cpu = Processes.cpu(server.pid());
        double databaseCpu = Processes.familyCpu(database.postmaster());
        long from = System.nanoTime();
        var waiting = new ArrayList<String>();
        for (int document = 0; document < passages / CHUNKS; document++) {
            waiting.add(client.chunks("Handbook " + document, pieces(document * CHUNKS, CHUNKS), false).id());
            if (waiting.size() > 4) {
                requireReady(client, waiting.removeFirst());
            }
        }
        for (String id : waiting) {
            requireReady(client, id);
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        say("%d passages of %d dimensions, stored, embedded and indexed in %.0f s", passages,
                ClusteredVectors.DIMENSION, seconds);
        report.add("passages made searchable a second", "/s", passages / seconds);
        report.add("server CPU for 1000 passages", "s", (Processes.cpu(server.pid()) - cpu) * 1_000 / passages);
        report.add("PostgreSQL CPU for 1000 passages", "s",
                (Processes.familyCpu(database.postmaster()) - databaseCpu) * 1_000 / passages);
        report.add("database", "MB", database.number("SELECT pg_database_size(current_database())") / 1e6);
        report.add("index folder", "MB", megabytes(index()));
        report.add("server's memory, resident", "MB", Processes.residentMegabytes(server.pid()));
        report.add("server's heap after a collection", "MB", server.heapAfterCollection());
    }

    private static void requireReady(DocumentClient client, String id) throws InterruptedException {
        DocumentClient.Answer answer = client.awaitEnd(id);
        if (!answer.isReady()) {
            throw new Broken("a document failed: " + answer.body());
        }
    }

    /** Pieces whose words are as unevenly distributed as those of a language, each with its tag. */
    private List<String> pieces(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(piece -> tag(piece) + " " + words(WORDS))
                .toList();
    }

    private String words(int count) {
        var words = new StringBuilder();
        for (int word = 0; word < count; word++) {
            // Zipf's law, roughly: the rank of a word is distributed evenly by its logarithm.
            int rank = (int) Math.exp(random.nextDouble() * Math.log(VOCABULARY));
            words.append(word == 0 ? "" : " ").append('w').append(Integer.toString(rank, 36));
        }
        return words.toString();
    }

    private String question() {
        return words(6) + " " + ClusteredVectors.tag(random.nextInt(ClusteredVectors.CLUSTERS),
                passages + random.nextInt(1_000_000));
    }

    private void ask(String what, DocumentClient client) throws IOException, InterruptedException {
        for (int warmUp = 0; warmUp < questions / 2; warmUp++) {
            requireOk(client.retrieve(question(), 10));
        }
        embedder.ask("GET", "/micros");
        var samples = new Samples();
        for (int asked = 0; asked < questions; asked++) {
            String question = question();
            long from = System.nanoTime();
            requireOk(client.retrieve(question, 10));
            samples.add((System.nanoTime() - from) / 1_000);
        }
        double embedding = embedder.ask("GET", "/micros") / 1_000;
        say("%s: p50 %.1f ms, p99 %.1f ms, of which the embedder's own answer takes %.1f ms", what,
                samples.millis(50), samples.millis(99), embedding);
        report.add(what + ": p50, without the embedder's own time", "ms", samples.millis(50) - embedding,
                Report.Wanted.AT_MOST, 5);
        report.add(what + ": p99, without the embedder's own time", "ms", samples.millis(99) - embedding,
                Report.Wanted.AT_MOST, 25);
    }

    /** How many of the ten nearest passages, found by looking at all, the dense half has among its first ten. */
    private void recall(DocumentClient client) {
        int asked = 50;
        var tags = IntStream.range(0, asked).mapToObj(at -> ClusteredVectors.tag(
                random.nextInt(ClusteredVectors.CLUSTERS), passages + random.nextInt(1_000_000))).toList();
        List<float[]> directions = tags.stream().map(this::vector).toList();
        var products = new float[asked][passages];
        IntStream.range(0, passages).parallel().forEach(piece -> {
            float[] vector = vector(tag(piece));
            for (int at = 0; at < asked; at++) {
                products[at][piece] = ClusteredVectors.product(vector, directions.get(at));
            }
        });
        int found = 0;
        for (int at = 0; at < asked; at++) {
            float[] of = products[at];
            Set<String> nearest = IntStream.range(0, passages).boxed()
                    .sorted((one, other) -> Float.compare(of[other], of[one])).limit(10).map(Passages::tag)
                    .collect(Collectors.toSet());
            DocumentClient.Answer answer = client.retrieve(tags.get(at), LIMIT);
            requireOk(answer);
            found += (int) firstTenOfDense(answer).stream().filter(nearest::contains).count();
        }
        report.add("recall of the 10 nearest by the dense half", "", found / (10.0 * asked), Report.Wanted.AT_LEAST,
                0.95);
    }

    private float[] vector(String tag) {
        Matcher found = ClusteredVectors.tags(tag);
        if (!found.find()) {
            throw new Broken("no tag: " + tag);
        }
        return vectors.of(found);
    }

    private static String tag(int piece) {
        return ClusteredVectors.tag(piece % ClusteredVectors.CLUSTERS, piece);
    }

    private static Set<String> firstTenOfDense(DocumentClient.Answer answer) {
        var tags = new HashSet<String>();
        for (String passage : answer.body().split("(?=\"passage_id\")")) {
            Matcher rank = DENSE_RANK.matcher(passage);
            Matcher text = TEXT.matcher(passage);
            if (rank.find() && rank.group(1) != null && Integer.parseInt(rank.group(1)) <= 10 && text.find()) {
                Matcher tag = TAG.matcher(text.group(1));
                if (tag.find()) {
                    tags.add(tag.group(1));
                }
            }
        }
        return tags;
    }

    /** What is uploaded is asked for at once, at the same server and at another one; then it is deleted. */
    private void findable(DocumentClient client, Server server, Provider model, Database database)
            throws IOException, InterruptedException {
        Path other = Files.createDirectories(folder.resolve("second"));
        var there = new HashMap<>(settings);
        there.put("DATABASE_URL", database.url());
        var here = new Samples();
        var elsewhere = new Samples();
        int missed = 0;
        int stale = 0;
        try (Server second = Server.start(root, other, model.port(), there)) {
            var secondClient = new DocumentClient(second.port());
            requireOk(secondClient.retrieve(question(), 10));
            int tries = 50;
            for (int at = 0; at < tries; at++) {
                String word = "freshword" + at + "x " + ClusteredVectors.tag(at, 2_000_000 + at);
                String id = client.chunks("Fresh " + at, List.of(word + " " + words(20)), true).id();
                missed += finds(client, word, id, here) ? 0 : 1;
                missed += finds(secondClient, word, id, elsewhere) ? 0 : 1;
                client.delete(id);
                stale += secondClient.retrieve(word, 10).body().contains(id) ? 1 : 0;
                stale += client.retrieve(word, 10).body().contains(id) ? 1 : 0;
            }
            report.add("uploaded, but not found by the first question, of " + 2 * tries, "", missed,
                    Report.Wanted.AT_MOST, 0);
            report.add("deleted, but found, of " + 2 * tries, "", stale, Report.Wanted.AT_MOST, 0);
            report.add("first question after an upload, same server: p50", "ms", here.millis(50));
            report.add("first question after an upload, other server: p50", "ms", elsewhere.millis(50));
            report.add("first question after an upload, other server: slowest", "ms", elsewhere.millis(100));
        }
        if (!server.isAlive()) {
            throw new Broken("the server ended:\n" + server.lastWords());
        }
    }

    private static boolean finds(DocumentClient client, String word, String id, Samples samples) {
        long from = System.nanoTime();
        DocumentClient.Answer answer = client.retrieve(word, 10);
        samples.add((System.nanoTime() - from) / 1_000);
        return answer.body().contains(id);
    }

    /** The index is lost; the server makes it anew from the table, and answers meanwhile. */
    private void rebuild(Provider model) throws IOException, InterruptedException {
        delete(index());
        try (Server server = Server.start(root, folder, model.port(), settings)) {
            var client = new DocumentClient(server.port());
            var meanwhile = new Samples();
            long from = System.nanoTime();
            boolean dense = false;
            int empty = 0;
            while (!dense) {
                long begun = System.nanoTime();
                DocumentClient.Answer answer = client.retrieve(question(), 10);
                requireOk(answer);
                meanwhile.add((System.nanoTime() - begun) / 1_000);
                dense = answer.body().contains("\"dense\":{");
                empty += answer.body().contains("\"passage_id\"") ? 0 : 1;
                if (System.nanoTime() - from > 900e9) {
                    throw new Broken("the index was not rebuilt within a quarter of an hour");
                }
                Thread.sleep(20);
            }
            report.add("index of " + passages + " passages rebuilt from the table in", "s",
                    (System.nanoTime() - from) / 1e9);
            report.add("questions meanwhile: p50", "ms", meanwhile.millis(50));
            report.add("questions meanwhile: p99", "ms", meanwhile.millis(99));
            report.add("questions meanwhile without any passage, of " + meanwhile.size(), "", empty);
        }
    }

    private Path index() {
        return folder.resolve("home").resolve("index");
    }

    private static double megabytes(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum() / 1e6;
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private static void requireOk(DocumentClient.Answer answer) {
        if (answer.status() != 200) {
            throw new Broken("the server answered " + answer.status() + ": " + answer.body());
        }
    }

    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }
}
