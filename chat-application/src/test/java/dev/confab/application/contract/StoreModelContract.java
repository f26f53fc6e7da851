package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.application.memory.InMemorySessionStore;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any store answers like the one in memory, whose transitions are the rules themselves: random sequences of calls are made
 * of both, and every reply is compared, except for times and for identities that stores choose. A seed that fails fails
 * again.
 */
public abstract class StoreModelContract extends StoreContract {

    private static final int STEPS = 80;

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 })
    final void everyCall_isAnsweredLikeByTheModel(long seed) {
        // What other tests left behind would be claimed by one of the two only.
        claimAll();
        var memory = new InMemorySessionStore(InstantSource.system());
        var script = new CallScript(seed, ada, bob);
        var tested = new StorePlayer(new Stores(store(), runs(), this::loseText));
        var model = new StorePlayer(Stores.of(memory, memory::loseText));
        for (int step = 0; step < STEPS; step++) {
            CallScript.Call call = script.next();
            assertEquals(model.play(call), tested.play(call), () -> "seed " + seed + ", " + call);
        }
        for (CallScript.Call call : script.lastLook()) {
            assertEquals(model.play(call), tested.play(call), () -> "seed " + seed + ", at the end, " + call);
        }
    }
}
