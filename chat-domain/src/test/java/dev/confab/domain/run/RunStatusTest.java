package dev.confab.domain.run;

import static dev.confab.domain.run.RunStatus.CANCELLED;
import static dev.confab.domain.run.RunStatus.COMPLETED;
import static dev.confab.domain.run.RunStatus.FAILED;
import static dev.confab.domain.run.RunStatus.INCOMPLETE;
import static dev.confab.domain.run.RunStatus.QUEUED;
import static dev.confab.domain.run.RunStatus.RUNNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.confab.domain.PlainText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunStatusTest {

    @Test
    void mayBecome_isTheTableOfTheDesign() {
        Map<RunStatus, Set<RunStatus>> table = Map.of(QUEUED, Set.of(RUNNING, CANCELLED, FAILED), RUNNING,
                Set.of(COMPLETED, INCOMPLETE, FAILED, CANCELLED), COMPLETED, Set.of(), INCOMPLETE, Set.of(), FAILED,
                Set.of(),
                CANCELLED, Set.of());
        for (RunStatus from : RunStatus.values()) {
            for (RunStatus to : RunStatus.values()) {
                assertEquals(table.getOrDefault(from, Set.of()).contains(to), from.mayBecome(to), from + " to " + to);
            }
        }
    }

    @Test
    void isTerminal_isWhereNothingFollows() {
        for (RunStatus status : RunStatus.values()) {
            boolean end = List.of(RunStatus.values()).stream().noneMatch(status::mayBecome);
            assertEquals(end, status.isTerminal());
        }
    }

    @Test
    void outcomes_areNeverBlank() {
        PlainText blank = PlainText.of(" \n");
        assertThrows(IllegalArgumentException.class, () -> new RunOutcome.Cancelled(Optional.of(blank), List.of()));
        assertThrows(IllegalArgumentException.class,
                () -> new RunOutcome.Incomplete(blank, List.of(), new RunError("code", "detail")));
    }

    @Test
    void runError_outsideItsLimits_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RunError("Not snake", ""));
        assertThrows(IllegalArgumentException.class, () -> new RunError("code", "x".repeat(RunError.MAX_DETAIL + 1)));
    }
}
