package dev.confab.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Instant LATER = NOW.plus(LEASE);
    private static final Instant SOON = NOW.plusMillis(1);
    private static final Instant BEFORE = NOW.minusMillis(1);
    private static final Optional<LoggedText> ABC = Optional.of(new LoggedText(3, false));
    private static final Optional<LoggedText> BLANK = Optional.of(new LoggedText(3, true));
    private static final Optional<LoggedText> EMPTY = Optional.of(LoggedText.NONE);

    private static final RunState QUEUED = RunState.queued(false);
    private static final RunState HELD = RunState.running(false, SOON);
    private static final RunState ORPHAN = RunState.running(false, NOW);
    private static final RunState FOLLOWED = RunState.running(true, SOON);
    private static final RunState FOLLOWED_ORPHAN = RunState.running(true, NOW);

    record Row(String name, RunState from, RunCommand command, RunEffect effect, RunState to) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(heartbeats(), appends(), wishes(), orphans(), ends()).flatMap(List::stream);
    }

    private static List<Row> heartbeats() {
        var beat = new RunCommand.Heartbeat(1, LEASE);
        var release = new RunCommand.Release(1);
        return List.of(row("a heartbeat extends the lease", HELD, beat, RunEffect.DONE, leased(HELD, LATER)),
                row("also of an orphan nobody claimed", ORPHAN, beat, RunEffect.DONE, leased(ORPHAN, LATER)),
                same("not of another attempt", attempt(HELD, 2), beat, RunEffect.NOT_YOURS),
                same("not of a queued run", QUEUED, beat, RunEffect.NOT_YOURS),
                row("a release ends the lease now", HELD, release, RunEffect.DONE, leased(HELD, NOW)),
                row("and never makes it longer", leased(HELD, BEFORE), release, RunEffect.DONE, leased(HELD, BEFORE)),
                same("not that of another attempt", attempt(HELD, 2), release, RunEffect.NOT_YOURS));
    }

    private static List<Row> appends() {
        RunState abc = log(FOLLOWED, ABC);
        RunState lost = log(FOLLOWED, Optional.empty());
        return List.of(
                row("text begins at 0", FOLLOWED, new RunCommand.Append(1, 0, 3, false), RunEffect.DONE, abc),
                row("text goes on at its end", abc, new RunCommand.Append(1, 3, 2, true), RunEffect.DONE,
                        log(FOLLOWED, Optional.of(new LoggedText(5, false)))),
                row("blank text with more is no longer blank", log(FOLLOWED, BLANK),
                        new RunCommand.Append(1, 3, 1, false), RunEffect.DONE,
                        log(FOLLOWED, Optional.of(new LoggedText(4, false)))),
                same("text behind a hole is a gap", abc, new RunCommand.Append(1, 4, 1, false), RunEffect.GAP),
                same("text that overlaps is a gap", abc, new RunCommand.Append(1, 2, 5, false), RunEffect.GAP),
                row("longer text from 0 replaces", abc, new RunCommand.Append(1, 0, 4, false), RunEffect.DONE,
                        log(FOLLOWED, Optional.of(new LoggedText(4, false)))),
                same("text from 0 that came late changes nothing", abc, new RunCommand.Append(1, 0, 2, false),
                        RunEffect.NOTHING),
                same("after a loss everything is a gap", lost, new RunCommand.Append(1, 3, 1, false), RunEffect.GAP),
                row("but what begins at 0", lost, new RunCommand.Append(1, 0, 3, false), RunEffect.DONE, abc),
                row("a run that nobody follows takes text", HELD, new RunCommand.Append(1, 0, 3, false),
                        RunEffect.DONE, log(HELD, ABC)),
                same("another attempt's text is refused", attempt(FOLLOWED, 2), new RunCommand.Append(1, 0, 3, false),
                        RunEffect.NOT_YOURS),
                same("a queued run has no text", QUEUED, new RunCommand.Append(1, 0, 3, false), RunEffect.NOT_YOURS),
                row("a crash of the store forgets it", abc, new RunCommand.LoseText(), RunEffect.DONE, lost));
    }

    private static List<Row> wishes() {
        var follow = new RunCommand.Follow();
        var cancel = new RunCommand.AskCancel();
        RunState lost = log(FOLLOWED, Optional.empty());
        return List.of(row("following begins a log", HELD, follow, RunEffect.DONE, FOLLOWED),
                row("also of a queued run", QUEUED, follow, RunEffect.DONE, RunState.queued(true)),
                row("but keeps one that is there", log(HELD, ABC), follow, RunEffect.DONE, log(FOLLOWED, ABC)),
                same("following again does not hide a loss", lost, follow, RunEffect.NOTHING),
                row("a cancel waits for the executor", HELD, cancel, RunEffect.DONE, cancelled(HELD)),
                row("asked again it still does", cancelled(HELD), cancel, RunEffect.DONE, cancelled(HELD)),
                ends("a queued run is cancelled at once", QUEUED, cancel, RunStatus.CANCELLED),
                ends("and an orphan", ORPHAN, cancel, RunStatus.CANCELLED),
                ends("an interrupted run is cancelled", HELD, new RunCommand.Interrupt(), RunStatus.CANCELLED),
                ends("so is a queued one", QUEUED, new RunCommand.Interrupt(), RunStatus.CANCELLED));
    }

    private static List<Row> orphans() {
        var claim = new RunCommand.TakeOver(LEASE);
        var way = new RunCommand.GiveWay();
        var activate = new RunCommand.Activate(LEASE);
        return List.of(
                row("an orphan is executed again", ORPHAN, claim, RunEffect.GIVEN, leased(attempt(ORPHAN, 2), LATER)),
                row("also a followed one that showed nothing", FOLLOWED_ORPHAN, claim, RunEffect.GIVEN,
                        leased(attempt(FOLLOWED_ORPHAN, 2), LATER)),
                row("up to the last attempt", attempt(ORPHAN, 2), claim, RunEffect.GIVEN,
                        leased(attempt(ORPHAN, RunStore.MAX_ATTEMPTS), LATER)),
                ends("then it fails", attempt(ORPHAN, RunStore.MAX_ATTEMPTS), claim, RunStatus.FAILED),
                ends("one that showed text is incomplete", log(FOLLOWED_ORPHAN, ABC), claim, RunStatus.INCOMPLETE),
                ends("also if nobody follows it", log(ORPHAN, ABC), claim, RunStatus.INCOMPLETE),
                ends("one that showed white space fails", log(FOLLOWED_ORPHAN, BLANK), claim, RunStatus.FAILED),
                ends("one that lost its text fails", log(FOLLOWED_ORPHAN, Optional.empty()), claim,
                        RunStatus.FAILED),
                ends("one to be cancelled is cancelled", cancelled(log(FOLLOWED_ORPHAN, ABC)), claim,
                        RunStatus.CANCELLED),
                same("a held run is nobody else's", HELD, claim, RunEffect.NOTHING),
                same("a queued run is not taken over", QUEUED, claim, RunEffect.NOTHING),
                row("but activated, under its first attempt", QUEUED, activate, RunEffect.GIVEN,
                        new RunState(RunStatus.RUNNING, 1, LATER, false, false, Optional.empty())),
                row("and its log begins, even if it was lost", log(RunState.queued(true), Optional.empty()), activate,
                        RunEffect.GIVEN, new RunState(RunStatus.RUNNING, 1, LATER, false, true, EMPTY)),
                same("a running one is not", HELD, activate, RunEffect.NOTHING),
                ends("an orphan gives way", ORPHAN, way, RunStatus.FAILED),
                ends("with its text", log(FOLLOWED_ORPHAN, ABC), way, RunStatus.INCOMPLETE),
                ends("or as it was asked", cancelled(ORPHAN), way, RunStatus.CANCELLED),
                same("a held run does not", HELD, way, RunEffect.NOTHING),
                same("nor a queued one", QUEUED, way, RunEffect.NOTHING));
    }

    private static List<Row> ends() {
        var rows = new ArrayList<Row>();
        for (RunStatus end : RunStatus.values()) {
            if (end.isTerminal()) {
                rows.add(ends("closed as " + end, log(FOLLOWED, ABC), new RunCommand.Close(1, end), end));
                rows.add(ends("closed late as " + end, ORPHAN, new RunCommand.Close(1, end), end));
                rows.add(same("not closed by another attempt as " + end, attempt(ORPHAN, 2),
                        new RunCommand.Close(1, end), RunEffect.NOT_YOURS));
                rows.add(same("not closed while it waits as " + end, QUEUED, new RunCommand.Close(1, end),
                        RunEffect.NOT_YOURS));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void step_isTheTable(Row row) {
        assertEquals(new RunStep(row.to(), row.effect()), row.from().step(row.command(), NOW));
    }

    @Test
    void step_ofAnEndedRun_changesNothing() {
        for (RunStatus end : RunStatus.values()) {
            if (end.isTerminal()) {
                var ended = new RunState(end, 1, BEFORE, true, true, Optional.empty());
                for (RunCommand command : everyCommand()) {
                    RunStep step = ended.step(command, NOW);
                    assertEquals(ended, step.state(), () -> command + " to " + end);
                    assertFalse(step.effect() == RunEffect.GIVEN || step.effect() == RunEffect.ENDED);
                }
            }
        }
    }

    @Test
    void step_ofAnyStateAndCommand_becomesOnlyWhatItMay() {
        int changes = 0;
        for (RunState state : everyState()) {
            for (RunCommand command : everyCommand()) {
                RunStep step = state.step(command, NOW);
                RunState next = step.state();
                if (next.status() != state.status()) {
                    assertTrue(state.status().mayBecome(next.status()));
                    changes++;
                }
                assertEquals(next.status().isTerminal() && !state.status().isTerminal(),
                        step.effect() == RunEffect.ENDED, () -> command + " to " + state);
                assertEquals(step.effect() == RunEffect.GIVEN && state.status() == RunStatus.RUNNING ? 1 : 0,
                        next.attempt() - state.attempt());
                assertTrue(next.cancelAsked() || !state.cancelAsked());
                assertTrue(next.followed() || !state.followed());
            }
        }
        assertTrue(changes > 100, "only " + changes + " changes");
    }

    @Test
    void state_outsideItsLimits_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> attempt(HELD, 0));
        assertThrows(IllegalArgumentException.class, () -> new LoggedText(-1, true));
        assertThrows(IllegalArgumentException.class, () -> new LoggedText(0, false));
        assertThrows(IllegalArgumentException.class, () -> new RunCommand.Close(1, RunStatus.RUNNING));
    }

    private static List<RunState> everyState() {
        var states = new ArrayList<RunState>();
        for (RunStatus status : RunStatus.values()) {
            for (Instant lease : List.of(BEFORE, NOW, SOON)) {
                for (boolean cancel : List.of(true, false)) {
                    for (boolean follow : List.of(true, false)) {
                        for (var text : List.of(Optional.<LoggedText>empty(), EMPTY, ABC, BLANK)) {
                            states.add(new RunState(status, 1, lease, cancel, follow, text));
                            states.add(new RunState(status, 3, lease, cancel, follow, text));
                        }
                    }
                }
            }
        }
        return states;
    }

    private static List<RunCommand> everyCommand() {
        var commands = new ArrayList<RunCommand>(List.of(new RunCommand.Follow(), new RunCommand.AskCancel(),
                new RunCommand.Interrupt(), new RunCommand.GiveWay(), new RunCommand.TakeOver(LEASE),
                new RunCommand.Activate(LEASE), new RunCommand.LoseText()));
        for (int attempt : List.of(1, 2, 3)) {
            commands.add(new RunCommand.Heartbeat(attempt, LEASE));
            commands.add(new RunCommand.Release(attempt));
            commands.add(new RunCommand.Append(attempt, 0, 2, false));
            commands.add(new RunCommand.Append(attempt, 3, 2, false));
            commands.add(new RunCommand.Close(attempt, RunStatus.COMPLETED));
            commands.add(new RunCommand.Close(attempt, RunStatus.CANCELLED));
        }
        return commands;
    }

    private static Row row(String name, RunState from, RunCommand command, RunEffect effect, RunState to) {
        return new Row(name, from, command, effect, to);
    }

    private static Row same(String name, RunState from, RunCommand command, RunEffect effect) {
        return new Row(name, from, command, effect, from);
    }

    private static Row ends(String name, RunState from, RunCommand command, RunStatus end) {
        return new Row(name, from, command, RunEffect.ENDED, new RunState(end, from.attempt(), from.leaseEnd(),
                from.cancelAsked(), from.followed(), Optional.empty()));
    }

    private static RunState attempt(RunState state, int attempt) {
        return new RunState(state.status(), attempt, state.leaseEnd(), state.cancelAsked(), state.followed(),
                state.log());
    }

    private static RunState leased(RunState state, Instant end) {
        return new RunState(state.status(), state.attempt(), end, state.cancelAsked(), state.followed(), state.log());
    }

    private static RunState cancelled(RunState state) {
        return new RunState(state.status(), state.attempt(), state.leaseEnd(), true, state.followed(), state.log());
    }

    private static RunState log(RunState state, Optional<LoggedText> log) {
        return new RunState(state.status(), state.attempt(), state.leaseEnd(), state.cancelAsked(), state.followed(),
                log);
    }
}
