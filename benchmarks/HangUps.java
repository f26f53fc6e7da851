import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Many clients go away in the middle of their answers while others watch theirs: those must not notice. */
final class HangUps {

    private static final String ENDED = "SELECT count(*) FROM runs WHERE status = 'completed'";

    private final Stage stage;

    HangUps(Stage stage) {
        this.stage = stage;
    }

    void measure() throws IOException, InterruptedException, SQLException {
        int leaving = stage.quick() ? 300 : 2_400;
        int seconds = stage.quick() ? 4 : 8;
        Duration ramp = Duration.ofMillis(leaving * 8L);
        long before = stage.database().number(ENDED);
        double lasts = ramp.toMillis() * 1.5e-3 + 3 * seconds + 6;
        Audience leavers = stage.client().open(leaving, ramp, Pace.of((int) (2 * lasts), 2));
        Audience others = stage.client().open(100, ramp, Pace.of((int) (50 * lasts), 50));
        stage.await(ramp.plusSeconds(60), () -> leavers.speaking + leavers.failed() >= leaving
                && others.speaking + others.failed() >= others.size);
        Thread.sleep(1_000);
        others.record();
        Thread.sleep(seconds * 1_000L);
        others.stopRecording();
        double gapBefore = others.gap.millis(99);
        double wayBefore = others.delay.millis(99);
        others.record();
        stage.client().hangUp(leavers, Duration.ofSeconds(seconds));
        Thread.sleep(seconds * 1_000L + 500);
        others.stopRecording();
        int over = leavers.done;
        stage.awaitEnds(others, Duration.ofSeconds((long) lasts + 30));
        String name = leaving + " hang up";
        Stage.say("%n%s while 100 streams go on: gap p99 %.1f ms before, %.1f ms meanwhile; token's way p99 %.1f ms"
                + " before, %.1f ms meanwhile; %d of them had ended before", name, gapBefore, others.gap.millis(99),
                wayBefore, others.delay.millis(99), over);
        stage.report().add(name + ": p99 of the others' gap grows by", "ms", others.gap.millis(99) - gapBefore,
                Report.Wanted.AT_MOST, 5);
        stage.judge(name + ", the others", others);
        long left = leaving + others.size;
        stage.await(Duration.ofSeconds((long) lasts + 30), () -> ended() - before >= left);
        stage.report().add(name + ": runs that did not end completed", "", left - (ended() - before),
                Report.Wanted.AT_MOST, 0);
    }

    private long ended() {
        try {
            return stage.database().number(ENDED);
        } catch (SQLException away) {
            return -1;
        }
    }
}
