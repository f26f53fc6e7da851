import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Streams that all speak at the same pace for a while: what the server adds to a token's way, whether it keeps the pace,
 * and what a token costs.
 */
final class PacedStreams {

    private static final String ROW = "%-22s %-8s %8s %8s   %8s %8s   %8s %8s   %8s %8s   %8s %8s %8s %8s   %8s %8s%n";

    private final Stage stage;
    private final int streams;
    private final double perSecond;
    private final String name;

    PacedStreams(Stage stage, int streams, double perSecond) {
        this.stage = stage;
        this.streams = streams;
        this.perSecond = perSecond;
        this.name = String.format(Locale.ROOT, "%,d x %.0f", streams, perSecond);
    }

    static void printHead() {
        System.out.printf("%n%-31s %17s   %17s   %17s   %17s   -- CPU µs per token --------------%n", "",
                "first token ms -", "token's way ms -", "gap ms ---------", "model's gap ms -");
        System.out.printf(ROW, "streams x tokens/s", "", "p50", "p99", "p50", "p99", "p50", "p99", "p50", "p99", "server",
                "PostgrSQL", "model", "client", "tokens/ev", "others %");
    }

    /** Lets the JVM get warm. */
    void warmUp(Duration time) throws InterruptedException {
        Audience audience = stage.client().open(streams, time.dividedBy(4),
                Pace.of((int) (perSecond * time.toSeconds() * 3 / 4), perSecond));
        stage.awaitEnds(audience, time.multipliedBy(4));
        Thread.sleep(1_000);
    }

    /** @param profileSeconds for how long the server is profiled while the streams speak, 0 for not */
    void measure(boolean held, boolean judgeCpu, int profileSeconds) throws IOException, InterruptedException {
        Audience direct = direct();
        double heapBefore = stage.server().heapAfterCollection();
        int window = stage.quick() ? 5 : 20;
        Duration ramp = Duration.ofMillis(Math.max(2_000, streams * (stage.quick() ? 5L : 8L)));
        double lasts = ramp.toMillis() * 1.5e-3 + window + 9 + profileSeconds * 1.5;
        Audience audience = stage.client().open(streams, ramp, Pace.of((int) (lasts * perSecond), perSecond));
        boolean all = stage.await(ramp.plusSeconds(30), () -> audience.speaking + audience.failed() >= streams);
        Thread.sleep(stage.quick() ? 500 : 2_000);
        Usage usage = stage.usage();
        double sent = stage.sent();
        long tokens = audience.tokens;
        long pieces = audience.pieces;
        audience.record();
        Thread.sleep(window * 1_000L);
        audience.stopRecording();
        tokens = audience.tokens - tokens;
        pieces = audience.pieces - pieces;
        sent = stage.sent() - sent;
        usage.stop();
        if (!all || audience.closed > 0) {
            Stage.say("NOTE: not all %s streams were open all the time: %d had begun to speak, %d had ended", name,
                    audience.speaking, audience.closed);
        }
        heap(heapBefore);
        if (profileSeconds > 0) {
            Profile.take(stage.server(), stage.folder(), profileSeconds, "token", name, () -> audience.tokens);
        }
        stage.awaitEnds(audience, Duration.ofSeconds((long) lasts + 30));
        row("model", direct, null, 0, 0);
        row("server", audience, usage, tokens, pieces);
        judge(direct, audience, held);
        cost(usage, tokens, sent, judgeCpu);
        stage.judge(name, audience);
    }

    /** The same without a server between: what the model and the client add by themselves. */
    private Audience direct() throws IOException, InterruptedException {
        int seconds = stage.quick() ? 3 : 6;
        try (var client = new StreamClient(stage.provider().port(), true)) {
            Audience audience = client.open(streams, Duration.ofSeconds(1),
                    Pace.of((int) ((seconds + 3) * perSecond), perSecond));
            Thread.sleep(1_500);
            audience.record();
            Thread.sleep(seconds * 1_000L);
            audience.stopRecording();
            stage.awaitEnds(audience, Duration.ofSeconds(20));
            return audience;
        }
    }

    private void heap(double before) throws IOException, InterruptedException {
        stage.report().add(name + ": heap per open stream", "kB",
                (stage.server().heapAfterCollection() - before) * 1_024 / streams);
    }

    private void judge(Audience direct, Audience audience, boolean held) {
        Report report = stage.report();
        for (int percent : new int[] {50, 99}) {
            String what = ", p" + percent;
            double added = audience.delay.millis(percent) - direct.delay.millis(percent);
            if (held) {
                report.add(name + ": a token's way is longer by" + what, "ms", added, Report.Wanted.AT_MOST, 3);
            } else {
                report.add(name + ": a token's way is longer by" + what, "ms", added);
            }
            report.add(name + ": the gap between two tokens is wider by" + what, "ms",
                    audience.gap.millis(percent) - audience.gapSent.millis(percent));
            report.add(name + ": the first token comes later by" + what, "ms",
                    audience.first.millis(percent) - direct.first.millis(percent));
        }
    }

    private void cost(Usage usage, long tokens, double sent, boolean judged) {
        Report report = stage.report();
        report.add(name + ": share of the model's pace", "%", tokens / sent * 100, Report.Wanted.AT_LEAST, 99.5);
        report.add(name + ": the model's own share of its pace", "%",
                sent / (streams * perSecond * usage.seconds()) * 100);
        double micros = usage.server() * 1e6 / tokens;
        if (judged) {
            report.add(name + ": server CPU per token", "µs", micros, Report.Wanted.AT_MOST, 30);
        } else {
            report.add(name + ": server CPU per token", "µs", micros);
        }
        report.add(name + ": PostgreSQL CPU per token", "µs", usage.postgres() * 1e6 / tokens);
        report.add(name + ": server CPU per 100,000 tokens", "s", micros / 10);
        report.add(name + ": PostgreSQL CPU per 100,000 tokens", "s", usage.postgres() * 1e5 / tokens);
    }

    private void row(String what, Audience audience, Usage usage, long tokens, long pieces) {
        double perMicro = tokens / 1e6;
        System.out.printf(ROW, name, what, number(audience.first.millis(50)), number(audience.first.millis(99)),
                number(audience.delay.millis(50)), number(audience.delay.millis(99)), number(audience.gap.millis(50)),
                number(audience.gap.millis(99)), number(audience.gapSent.millis(50)),
                number(audience.gapSent.millis(99)), usage == null ? "" : number(usage.server() / perMicro),
                usage == null ? "" : number(usage.postgres() / perMicro),
                usage == null ? "" : number(usage.provider() / perMicro),
                usage == null ? "" : number(usage.load() / perMicro),
                usage == null ? "" : number((double) tokens / pieces),
                usage == null ? "" : number(usage.othersPercent()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
