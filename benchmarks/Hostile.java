import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What reading PDF files costs, and whether chats notice files that are meant to do harm; see README.md. */
final class Hostile {

    private static final int FILES = 50;
    private static final int CONNECTIONS = 16;
    private static final int PAGES = 300;

    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");

    private final Path root;
    private final Path folder;
    private final Report report;
    private final boolean quick;

    Hostile(Path root, Path folder, Report report, boolean quick) {
        this.root = root;
        this.folder = folder;
        this.report = report;
        this.quick = quick;
    }

    void run() throws IOException, InterruptedException, SQLException {
        Provider provider = Provider.start(FakeProvider.class);
        provider.ask("PUT", "/delay/100");
        try (Server server = Server.start(root, folder, provider.port(), Map.of())) {
            var client = new DocumentClient(server.port());
            pages(client);
            chats(server, Duration.ofSeconds(quick ? 4 : 15), () -> false);
            int seconds = quick ? 8 : 30;
            Load.Result before = chats(server, Duration.ofSeconds(seconds), () -> false);
            double cpu = Processes.familyCpu(server.pid());
            try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
                long from = System.nanoTime();
                Future<List<String>> ends = background.submit(() -> hostile(client));
                Load.Result meanwhile = chats(server, Duration.ofMinutes(30), ends::isDone);
                tell(ends.resultNow(), (System.nanoTime() - from) / 1e9, before, meanwhile);
                report.add("CPU of the server and its readers meanwhile", "s", Processes.familyCpu(server.pid()) - cpu);
            }
        }
    }

    /** Chats for so long, or until something is over. */
    private static Load.Result chats(Server server, Duration atMost, BooleanSupplier over)
            throws IOException, InterruptedException {
        try (var load = new Load(server.port(), CONNECTIONS, Duration.ofMillis(200), Integer.MAX_VALUE)) {
            load.record();
            long until = System.nanoTime() + atMost.toNanos();
            while (System.nanoTime() < until && !over.getAsBoolean()) {
                Thread.sleep(50);
            }
            return load.stop();
        }
    }

    private void tell(List<String> ends, double seconds, Load.Result before, Load.Result meanwhile) {
        var reasons = new TreeMap<String, Integer>();
        ends.forEach(end -> {
            Matcher code = CODE.matcher(end);
            reasons.merge(code.find() ? code.group(1) : "ready", 1, Integer::sum);
        });
        System.out.println(String.format(Locale.ROOT, "%d hostile files ended within %.0f s: %s", ends.size(), seconds,
                reasons));
        report.add("chats, before: p99", "ms", before.millis(99));
        report.add("chats, while " + FILES + " hostile files are read: p99", "ms", meanwhile.millis(99));
        report.add("chats, before: turns a second", "/s", rate(before));
        report.add("chats that failed", "", before.failures().size() + meanwhile.failures().size(),
                Report.Wanted.AT_MOST, 0);
        report.add("hostile files, all ended within", "s", seconds);
    }

    private static double rate(Load.Result result) {
        // Each connection has one turn at a time, so that the rate follows from how long turns take.
        return CONNECTIONS / (Arrays.stream(result.latencies()).average().orElse(Double.NaN) / 1e9);
    }

    private void pages(DocumentClient client) throws InterruptedException {
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            client.awaitEnd(client.upload("warm.pdf", PdfFiles.text(20, warmUp)).id());
        }
        long from = System.nanoTime();
        DocumentClient.Answer one = client.awaitEnd(client.upload("one.pdf", PdfFiles.text(1, 100)).id());
        double single = (System.nanoTime() - from) / 1e9;
        byte[] large = PdfFiles.text(PAGES, 200);
        from = System.nanoTime();
        DocumentClient.Answer many = client.awaitEnd(client.upload("many.pdf", large).id());
        double seconds = (System.nanoTime() - from) / 1e9;
        if (!one.isReady() || !many.isReady()) {
            throw new Broken("an ordinary PDF failed: " + one.body() + many.body());
        }
        report.add("PDF of one page, from upload to searchable", "s", single);
        report.add("PDF of " + PAGES + " pages, from upload to searchable", "s", seconds);
        report.add("pages a second", "/s", PAGES / seconds);
    }

    private static List<String> hostile(DocumentClient client) throws InterruptedException {
        var ids = new ArrayList<String>();
        for (int file = 0; file < FILES; file++) {
            ids.add(client.upload("file" + file + ".pdf", PdfFiles.hostile(file, file)).id());
        }
        var ends = new ArrayList<String>();
        for (String id : ids) {
            ends.add(client.awaitEnd(id).body());
        }
        return ends;
    }
}
