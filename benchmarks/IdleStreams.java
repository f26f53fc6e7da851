import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ten thousand streams of which nothing is heard, because their model thinks: what an open stream takes and costs. */
final class IdleStreams {

    /** What a process needs beside the connections of its streams. */
    private static final int OTHER_DESCRIPTORS = 500;

    private final Stage stage;

    IdleStreams(Stage stage) {
        this.stage = stage;
    }

    void measure() throws IOException, InterruptedException {
        int wanted = stage.quick() ? 1_000 : 10_000;
        // Each run takes two connections of the server, one more client of the same run takes one.
        int most = Stage.mostDescriptors() - OTHER_DESCRIPTORS;
        int runs = Math.min(wanted, Math.max(most - wanted, most / 3));
        int more = Math.min(wanted - runs, most - 2 * runs);
        double heapBefore = stage.server().heapAfterCollection();
        double residentBefore = Processes.residentMegabytes(stage.server().pid());
        Pace pace = Pace.of(5, 10);
        Duration ramp = Duration.ofMillis(runs * 4L);
        Usage opening = stage.usage();
        Audience silent = stage.client().open(runs / 2, ramp, pace.hangingAt(0));
        Audience begun = stage.client().open(runs - runs / 2, ramp, pace.hangingAt(1));
        boolean all = stage.await(ramp.plusSeconds(120), () -> silent.begun + silent.failed() >= silent.size
                && begun.speaking + begun.failed() >= begun.size);
        opening.stop();
        List<String> known = begun.streams.stream().map(StreamConnection::run).limit(more).toList();
        Audience joined = stage.client().join(known, Duration.ofMillis(more * 4L), pace.hangingAt(1));
        all &= stage.await(Duration.ofSeconds(60), () -> joined.speaking + joined.failed() >= joined.size);
        Thread.sleep(3_000);
        Usage rest = stage.usage();
        Thread.sleep(stage.quick() ? 5_000 : 30_000);
        rest.stop();
        int open = runs + more - silent.closed - begun.closed - joined.closed;
        double heap = stage.server().heapAfterCollection() - heapBefore;
        Stage.say("%n%d streams of %d runs open and silent for %.0f s%s; opening took %.0f s, %.1f ms of the server's CPU"
                + " and %.1f ms of PostgreSQL's for each", open, runs, rest.seconds(),
                all ? "" : " (NOTE: not all came to be open in time)", opening.seconds(),
                opening.server() * 1e3 / runs, opening.postgres() * 1e3 / runs);
        report(wanted, open, heap, residentBefore, rest);
        stage.provider().ask("PUT", "/release/" + ramp.toMillis());
        for (Audience audience : List.of(silent, begun, joined)) {
            stage.awaitEnds(audience, ramp.plusSeconds(60));
        }
        stage.judge("idle, silent from the beginning", silent);
        stage.judge("idle, silent after a token", begun);
        stage.judge("idle, more clients of such runs", joined);
    }

    private void report(int wanted, int open, double heap, double residentBefore, Usage rest) {
        String name = wanted + " idle";
        stage.report().add(name + ": streams open all the time", "", open, Report.Wanted.AT_LEAST, wanted);
        stage.report().add(name + ": heap per stream", "kB", heap * 1_024 / open);
        stage.report().add(name + ": memory per stream (RSS)", "kB",
                (Processes.residentMegabytes(stage.server().pid()) - residentBefore) * 1_024 / open);
        stage.report().add(name + ": server CPU", "ms per s", rest.server() * 1_000 / rest.seconds());
        stage.report().add(name + ": PostgreSQL CPU", "ms per s", rest.postgres() * 1_000 / rest.seconds());
    }
}
