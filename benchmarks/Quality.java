import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures how well the packaged server finds passages, through its own doors. */
public final class Quality {

    private static final int AT_ONCE = 4;
    private static final int LONGEST_TITLE = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Pattern DOCUMENT = Pattern.compile("\"document_id\":\"([0-9a-f-]{36})\"");
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([a-z]+)\"");
    private static final Pattern SCORES = Pattern.compile("\"scores\":\\{\"score\":([-+.0-9eE]+),\"support\":([.0-9eE-]+)");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    private Quality(int port) {
        base = "http://127.0.0.1:" + port;
    }

    /** What a question found. */
    private record Found(Ranking ranking, double support, double millis) {
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        String embeddings = args[1];
        List<String> options = Arrays.asList(args).subList(2, args.length);
        List<Collection> collections = options.stream().filter(option -> !option.startsWith("--"))
                .map(option -> Collection.read(Path.of(option))).toList();
        if (collections.isEmpty()) {
            throw new Broken("name a folder in BEIR layout, see benchmarks/retrieval --help");
        }
        var runs = options.stream().filter(option -> option.startsWith("--runs=")).map(option -> Path.of(option.substring(7)))
                .findFirst();
        Path folder = Files.createTempDirectory("confab-retrieval");
        // The embedded database may run as another user.
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        Cleanup.atExit(folder, options.contains("--keep"));
        Provider model = Provider.start(FakeProvider.class);
        say("%n%-20s %9s %9s %9s %9s %9s %9s %9s%n", embeddings.equals("none") ? "by words" : "words, " + embeddings,
                "questions", "nDCG@10", "R@10", "R@100", "MRR@10", "ms p50", "ms p99");
        List<Double> own = new ArrayList<>();
        List<Double> foreign = new ArrayList<>();
        for (Collection collection : collections) {
            Path home = Files.createDirectory(folder.resolve(collection.name()));
            home.toFile().setExecutable(true, false);
            home.toFile().setReadable(true, false);
            try (Server server = Server.start(root, home, model.port(), Map.of("EMBEDDINGS", embeddings))) {
                var asked = new Quality(server.port());
                Map<String, List<String>> texts = asked.fill(collection);
                Map<String, Found> found = asked.ask(collection, texts, 100);
                print(collection, found);
                found.values().forEach(each -> own.add(each.support()));
                for (Collection other : collections) {
                    if (other != collection) {
                        asked.ask(other, texts, 10).values().forEach(each -> foreign.add(each.support()));
                    }
                }
                if (runs.isPresent()) {
                    write(Files.createDirectories(runs.get()).resolve(collection.name() + ".run"), found);
                }
            }
        }
        if (!foreign.isEmpty()) {
            thresholds(own, foreign);
        }
    }

    /** Gives the server all texts and waits until they are searchable. Returns which texts a document has. */
    private Map<String, List<String>> fill(Collection collection) throws Exception {
        Map<String, List<String>> texts = new HashMap<>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var given = new LinkedHashMap<String, Future<String>>();
            for (Collection.Entry entry : collection.texts()) {
                // An empty text is none that could be given; Cranfield has one.
                if (!entry.text().isBlank() || !entry.title().isBlank()) {
                    given.put(entry.id(), threads.submit(() -> upload(entry)));
                }
            }
            for (Map.Entry<String, Future<String>> each : given.entrySet()) {
                // Equal contents are one document.
                texts.computeIfAbsent(each.getValue().get(), document -> new ArrayList<>()).add(each.getKey());
            }
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (String document : texts.keySet()) {
            String status = status(document);
            while (!status.equals("ready")) {
                if (status.equals("failed") || System.nanoTime() > until) {
                    throw new Broken("text " + texts.get(document) + " is " + status);
                }
                Thread.sleep(50);
                status = status(document);
            }
        }
        settle();
        return texts;
    }

    /** Lets the index take notice of all, and the server warm up: a question may be answered without the index until then. */
    private void settle() throws Exception {
        for (int time = 0; time < 40; time++) {
            retrieve("what is there to be found", 100);
            Thread.sleep(time < 20 ? 250 : 10);
        }
    }

    private String upload(Collection.Entry entry) throws Exception {
        String text = entry.text().isBlank() ? entry.title() : entry.text();
        String title = entry.title().isBlank() ? entry.id() : entry.title();
        String boundary = "confab-benchmark-4711";
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n"
                + title.substring(0, Math.min(LONGEST_TITLE, title.length())) + "\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"text.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + text + "\r\n--" + boundary + "--\r\n";
        return first(DOCUMENT, send(request("/documents").header("Prefer", "respond-async")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    private String status(String document) throws Exception {
        return first(STATUS, send(request("/documents/" + document).GET()));
    }

    private Map<String, Found> ask(Collection collection, Map<String, List<String>> texts, int limit) throws Exception {
        var found = new LinkedHashMap<String, Found>();
        for (Collection.Entry question : collection.questions()) {
            long from = System.nanoTime();
            String answer = retrieve(question.text(), limit);
            double millis = (System.nanoTime() - from) / 1e6;
            var best = new LinkedHashMap<String, Float>();
            double support = 0;
            Matcher document = DOCUMENT.matcher(answer);
            Matcher scores = SCORES.matcher(answer);
            while (document.find() && scores.find()) {
                support = Math.max(support, Double.parseDouble(scores.group(2)));
                for (String text : texts.getOrDefault(document.group(1), List.of())) {
                    best.merge(text, Float.parseFloat(scores.group(1)), Math::max);
                }
            }
            found.put(question.id(), new Found(new Ranking(best.entrySet().stream()
                    .map(each -> new Ranking.Hit(each.getKey(), each.getValue())).toList()), support, millis));
        }
        return found;
    }

    private String retrieve(String question, int limit) throws Exception {
        var escaped = new StringBuilder();
        question.codePoints().forEach(letter -> {
            if (letter < ' ' || letter == '"' || letter == '\\') {
                escaped.append(String.format("\\u%04x", letter));
            } else {
                escaped.appendCodePoint(letter);
            }
        });
        return send(request("/retrieve").header("Content-Type", "application/json").POST(
                HttpRequest.BodyPublishers.ofString("{\"question\":\"" + escaped + "\",\"limit\":" + limit + "}")));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(2));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() >= 300) {
            throw new Broken("the server answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String first(Pattern pattern, String answer) {
        Matcher found = pattern.matcher(answer);
        if (!found.find()) {
            throw new Broken("the server answered without " + pattern);
        }
        return found.group(1);
    }

    private static void print(Collection collection, Map<String, Found> found) {
        var measured = new ArrayList<Ranking.Measures>();
        collection.judged().forEach((question, grades) -> {
            if (grades.values().stream().anyMatch(grade -> grade > 0)) {
                Found each = found.get(question);
                measured.add((each == null ? new Ranking(List.of()) : each.ranking()).judged(grades));
            }
        });
        double[] millis = found.values().stream().mapToDouble(Found::millis).sorted().toArray();
        Ranking.Measures mean = Ranking.Measures.mean(measured);
        say("%-20s %9d %9.4f %9.4f %9.4f %9.4f %9.1f %9.1f%n", collection.name(), measured.size(), mean.ndcg10(),
                mean.recall10(), mean.recall100(), mean.mrr10(), millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)]);
    }

    private static void thresholds(List<Double> own, List<Double> foreign) {
        say("%n%-42s %s%n", "least support", "own questions answered, others declined");
        for (int percent = 5; percent <= 90; percent += 5) {
            double least = percent / 100.0;
            say("%-42.2f %6.1f %% %22.1f %%%n", least, 100 * share(own, least), 100 * (1 - share(foreign, least)));
        }
    }

    private static double share(List<Double> supports, double least) {
        return supports.stream().filter(support -> support >= least).count() / (double) supports.size();
    }

    private static void write(Path file, Map<String, Found> found) throws IOException {
        try (var run = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, Found> each : found.entrySet()) {
                int rank = 0;
                for (Ranking.Hit hit : each.getValue().ranking().hits()) {
                    rank++;
                    run.write(each.getKey() + " Q0 " + hit.text() + " " + rank + " " + hit.score() + " confab\n");
                }
            }
        }
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format, arguments);
    }
}
