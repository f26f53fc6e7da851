import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * What all measurements of streams need.
 *
 * @param folder the folder of this run
 * @param client whose streams go to the server
 */
record Stage(Server server, Database database, Provider provider, StreamClient client, Report report, Path folder,
        boolean quick) {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Usage usage() {
        return new Usage(server.pid(), database.postmaster(), provider.pid());
    }

    double sent() throws IOException, InterruptedException {
        return provider.ask("GET", "/sent");
    }

    /** Waits for something and returns whether it came true in time. */
    boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (!client.broken().isEmpty()) {
                throw new Broken("the client of the streams broke: " + client.broken());
            }
            if (!server.isAlive()) {
                throw new Broken("the server has ended, its log says:\n" + server.lastWords());
            }
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Waits until every stream of a group has ended or failed, and says so if one has not. */
    void awaitEnds(Audience audience, Duration atMost) throws InterruptedException {
        if (!await(atMost, () -> audience.closed >= audience.size)) {
            say("NOTE: %d of %d streams have not ended within %d s", audience.size - audience.closed, audience.size,
                    atMost.toSeconds());
        }
    }

    /** Prints what went wrong with a group and judges whether its streams were whole. */
    void judge(String name, Audience audience) throws IOException, InterruptedException {
        audience.failures().forEach((kind, failure) -> say("ERRORS: %d x %s, the first one: %s", failure.count(), kind,
                failure.first()));
        report.add(name + ": tokens lost or doubled", "", audience.lost + audience.doubled, Report.Wanted.AT_MOST, 0);
        report.add(name + ": streams without a proper end", "", audience.size - audience.done, Report.Wanted.AT_MOST,
                0);
        int checked = 0;
        int different = 0;
        for (StreamConnection stream : audience.streams) {
            if (stream.text() != null && stream.isDone()) {
                checked++;
                different += stored(stream.run()).contains("\"response\":\"" + stream.text() + "\"") ? 0 : 1;
            }
        }
        report.add(name + ": answers stored otherwise than streamed, of " + checked, "", different,
                Report.Wanted.AT_MOST, 0);
    }

    private String stored(String run) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/runs/" + run))
                .timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Returns the descriptors that a process may have open, this one and so those that it starts. */
    static int mostDescriptors() {
        return Processes.limit("Max open files");
    }

    static void say(String format, Object... arguments) {
        System.out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    }
}
