import java.io.IOException;
import java.time.Duration;

/** Ten thousand streams that are reset as soon as they speak: nothing of them may stay behind. */
final class ResetStreams {

    private static final Pace PACE = Pace.of(4, 50);
    /** For how long it may take until the last connections to the model are given up. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(90);

    /** A server that has more than that open still has connections to the model from before. */
    private static final int OTHER_DESCRIPTORS = 400;

    private final Stage stage;

    ResetStreams(Stage stage) {
        this.stage = stage;
    }

    void measure() throws IOException, InterruptedException {
        int count = stage.quick() ? 1_000 : 10_000;
        reset(count / 20);
        stage.await(AFTERWARDS, () -> Processes.descriptors(stage.server().pid()) < OTHER_DESCRIPTORS);
        double heap = stage.server().heapAfterCollection();
        int descriptors = Processes.descriptors(stage.server().pid());
        int threads = Processes.threads(stage.server().pid());
        Audience audience = reset(count);
        long pid = stage.server().pid();
        stage.await(stage.quick() ? Duration.ofSeconds(10) : AFTERWARDS,
                () -> Processes.descriptors(pid) <= descriptors && Processes.threads(pid) <= threads);
        double heapAfter = stage.server().heapAfterCollection();
        Stage.say("%n%d streams reset: %d had spoken; heap %.1f -> %.1f MB, descriptors %d -> %d, threads %d -> %d", count,
                audience.speaking, heap, heapAfter, descriptors, Processes.descriptors(pid), threads,
                Processes.threads(pid));
        audience.failures().forEach((kind, failure) -> Stage.say("ERRORS: %d x %s, the first one: %s", failure.count(),
                kind, failure.first()));
        String name = count + " reset";
        stage.report().add(name + ": streams that did not come to speak", "", count - audience.speaking,
                Report.Wanted.AT_MOST, 0);
        stage.report().add(name + ": heap grows by", "MB", heapAfter - heap, Report.Wanted.AT_MOST, 2);
        stage.report().add(name + ": descriptors more", "", Processes.descriptors(pid) - descriptors,
                Report.Wanted.AT_MOST, 0);
        stage.report().add(name + ": threads more", "", Processes.threads(pid) - threads, Report.Wanted.AT_MOST, 2);
    }

    private Audience reset(int count) throws IOException, InterruptedException {
        Duration ramp = Duration.ofMillis(count * 5L);
        Audience audience = stage.client().openAndLeave(count, ramp, PACE);
        stage.awaitEnds(audience, ramp.plusSeconds(60));
        for (int i = 0; i < 100 && stage.provider().ask("GET", "/open") > 0; i++) {
            Thread.sleep(100);
        }
        Thread.sleep(2_000);
        return audience;
    }
}
