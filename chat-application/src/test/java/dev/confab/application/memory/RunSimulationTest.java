package dev.confab.application.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.run.RunState;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs are simulated with everything that can go wrong between processes and their store. A seed that breaks a promise is
 * named, and told again by {@code -Dconfab.simulation.first=<seed> -Dconfab.simulation.seeds=1}.
 */
class RunSimulationTest {

    private static final long SEEDS = Long.getLong("confab.simulation.seeds", 100_000);
    private static final long FIRST = Long.getLong("confab.simulation.first", 1);
    private static final long ENOUGH_FOR_A_MISTAKE = 10_000;

    private static final Set<String> EVERYTHING = Set.of("opened", "queued", "joined", "busy", "closed", "superseded",
            "cancel", "follow", "heartbeat", "release", "lost", "gap", "logged", "claim", "text lost", "ended",
            "ended by others as CANCELLED", "ended by others as INCOMPLETE", "ended by others as FAILED", "taken over",
            "activated", "said", "edited", "again");

    @Test
    void simulation_ofEverySeed_keepsEveryPromise() {
        LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(RunSimulationTest::simulate);
    }

    @Test
    void simulation_ofOneSeed_isToldTheSameAgain() {
        for (long seed = 1; seed <= 200; seed++) {
            assertEquals(simulate(seed), simulate(seed));
        }
        assertNotEquals(simulate(1).trace(), simulate(2).trace());
    }

    @Test
    void simulation_ofAThousandSeeds_meetsEverythingThatCanHappen() {
        var heard = new TreeMap<String, Integer>();
        int disturbances = 0;
        for (long seed = 1; seed <= 1_000; seed++) {
            Simulation.Outcome outcome = simulate(seed);
            disturbances += outcome.disturbances();
            outcome.heard().forEach((what, count) -> heard.merge(what, count, Integer::sum));
        }

        assertTrue(disturbances > 3_000, "only " + disturbances + " disturbances");
        assertEquals(EVERYTHING, heard.keySet());
        heard.forEach((what, count) -> assertTrue(count >= 20, () -> what + " was met " + count + " times"));
    }

    @ParameterizedTest
    @EnumSource(BrokenRules.class)
    void simulation_ofRulesWithAMistake_findsIt(BrokenRules broken) {
        OptionalLong found = LongStream.rangeClosed(1, ENOUGH_FOR_A_MISTAKE)
                .filter(seed -> isViolated(seed, broken))
                .findFirst();

        assertTrue(found.isPresent(), () -> "nobody noticed " + broken);
        simulate(found.getAsLong());
    }

    private static Simulation.Outcome simulate(long seed) {
        return new Simulation(seed, RunState::step).run();
    }

    private static boolean isViolated(long seed, BrokenRules broken) {
        try {
            new Simulation(seed, broken).run();
            return false;
        } catch (Simulation.Violation found) {
            return true;
        }
    }
}
