package dev.confab.application.memory;

import dev.confab.domain.run.LoggedText;
import dev.confab.domain.run.RunCommand;
import dev.confab.domain.run.RunEffect;
import dev.confab.domain.run.RunRules;
import dev.confab.domain.run.RunState;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStep;
import java.time.Instant;
import java.util.Optional;

/** Rules with one mistake each, of the kind that is easily made in SQL. */
enum BrokenRules implements RunRules {

    CLOSE_IGNORES_THE_ATTEMPT {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Close close
                    ? state.step(new RunCommand.Close(state.attempt(), close.end()), now)
                    : state.step(command, now);
        }
    },
    CLOSE_OF_AN_ENDED_RUN_IS_TAKEN {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Close && state.status().isTerminal()
                    ? as(state, RunStatus.RUNNING).step(command, now)
                    : state.step(command, now);
        }
    },
    APPEND_IGNORES_THE_ATTEMPT {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Append append
                    ? state.step(new RunCommand.Append(state.attempt(), append.position(), append.length(),
                            append.blank()), now)
                    : state.step(command, now);
        }
    },
    APPEND_AFTER_THE_END_IS_TAKEN {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Append && state.status().isTerminal()
                    ? new RunStep(state, RunEffect.DONE)
                    : state.step(command, now);
        }
    },
    APPEND_LEAVES_HOLES {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            RunStep step = state.step(command, now);
            return step.effect() == RunEffect.GAP ? new RunStep(state, RunEffect.DONE) : step;
        }
    },
    LATE_TEXT_REPLACES_WHAT_WAS_SHOWN {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Append append && append.position() == 0
                    && state.isExecutedBy(append.attempt())
                            ? new RunStep(
                                    log(state, Optional.of(new LoggedText(append.length(), append.blank()))),
                                    RunEffect.DONE)
                            : state.step(command, now);
        }
    },
    HEARTBEAT_REVIVES_AN_ENDED_RUN {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Heartbeat && state.status().isTerminal()
                    ? as(state, RunStatus.RUNNING).step(command, now)
                    : state.step(command, now);
        }
    },
    HEARTBEAT_IGNORES_THE_ATTEMPT {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Heartbeat beat
                    ? state.step(new RunCommand.Heartbeat(state.attempt(), beat.lease()), now)
                    : state.step(command, now);
        }
    },
    CLAIM_IGNORES_THE_LEASE {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.TakeOver
                    ? leased(state, Instant.MIN).step(command, now)
                    : state.step(command, now);
        }
    },
    CLAIM_FORGETS_WHAT_WAS_SHOWN {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.TakeOver
                    ? log(state, Optional.of(LoggedText.NONE)).step(command, now)
                    : state.step(command, now);
        }
    },
    CLAIM_FORGETS_THE_CANCEL {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.TakeOver ? asked(state, false).step(command, now)
                    : state.step(command, now);
        }
    },
    CLAIM_KEEPS_THE_ATTEMPT {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            RunStep step = state.step(command, now);
            return command instanceof RunCommand.TakeOver && step.effect() == RunEffect.GIVEN
                    ? new RunStep(new RunState(RunStatus.RUNNING, state.attempt(), step.state().leaseEnd(),
                            state.cancelAsked(), state.followed(), state.log()), RunEffect.GIVEN)
                    : step;
        }
    },
    CANCEL_OF_AN_ORPHAN_WAITS_FOR_ITS_EXECUTOR {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.AskCancel && state.leaseIsOver(now)
                    ? new RunStep(asked(state, true), RunEffect.DONE)
                    : state.step(command, now);
        }
    },
    RELEASE_IGNORES_THE_ATTEMPT {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Release
                    ? state.step(new RunCommand.Release(state.attempt()), now)
                    : state.step(command, now);
        }
    },
    A_NEWER_TURN_ENDS_NOTHING {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.Interrupt ? new RunStep(state, RunEffect.NOTHING)
                    : state.step(command, now);
        }
    },
    A_LOST_LOG_IS_SILENCE {
        @Override
        public RunStep step(RunState state, RunCommand command, Instant now) {
            return command instanceof RunCommand.LoseText && state.followed()
                    ? new RunStep(log(state, Optional.of(LoggedText.NONE)), RunEffect.DONE)
                    : state.step(command, now);
        }
    };

    private static RunState as(RunState state, RunStatus status) {
        return new RunState(status, state.attempt(), state.leaseEnd(), state.cancelAsked(), state.followed(),
                state.log());
    }

    private static RunState leased(RunState state, Instant end) {
        return new RunState(state.status(), state.attempt(), end, state.cancelAsked(), state.followed(), state.log());
    }

    private static RunState asked(RunState state, boolean cancel) {
        return new RunState(state.status(), state.attempt(), state.leaseEnd(), cancel, state.followed(), state.log());
    }

    private static RunState log(RunState state, Optional<LoggedText> log) {
        return new RunState(state.status(), state.attempt(), state.leaseEnd(), state.cancelAsked(), state.followed(),
                log);
    }
}
