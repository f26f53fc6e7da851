package dev.confab.domain.run;

import java.time.Duration;
import java.util.Objects;

/** What can be said to a stored run, by its executor or by others. */
public sealed interface RunCommand {

    /** The executor lives; the run stays its own for that long. */
    record Heartbeat(int attempt, Duration lease) implements RunCommand {
        public Heartbeat {
            Objects.requireNonNull(lease, "lease");
        }
    }

    /** The executor gives the rest of its lease away. */
    record Release(int attempt) implements RunCommand {}

    /** The executor wants text logged: so many UTF-16 code units from that position on. */
    record Append(int attempt, int position, int length, boolean blank) implements RunCommand {}

    /** The executor's word about how the run ended. */
    record Close(int attempt, RunStatus end) implements RunCommand {
        public Close {
            if (!end.isTerminal()) {
                throw new IllegalArgumentException("a run is closed in a terminal state");
            }
        }
    }

    /** Somebody wants to read the text while it is written. */
    record Follow() implements RunCommand {}

    /** Somebody wants the end of the run. */
    record AskCancel() implements RunCommand {}

    /** A newer turn takes the place of the run. */
    record Interrupt() implements RunCommand {}

    /** A newer turn comes, for which an orphan makes room; a run that is executed stays. */
    record GiveWay() implements RunCommand {}

    /** Somebody offers to execute the run, should it be an orphan. */
    record TakeOver(Duration lease) implements RunCommand {
        public TakeOver {
            Objects.requireNonNull(lease, "lease");
        }
    }

    /** The turn of a queued run has come, and somebody executes it. */
    record Activate(Duration lease) implements RunCommand {
        public Activate {
            Objects.requireNonNull(lease, "lease");
        }
    }

    /** The store crashed and came back without the log. */
    record LoseText() implements RunCommand {}
}
