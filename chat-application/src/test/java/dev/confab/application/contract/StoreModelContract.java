package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.application.memory.InMemoryAssistantStore;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any store answers like the one in memory, whose transitions are the rules themselves: random sequences of calls are made
 * of both, and every reply is compared, except for times and for identities that stores choose. A seed that fails fails
 * again; {@code -Dconfab.model.seeds=<count>} looks at more of them.
 */
public abstract class StoreModelContract extends StoreContract {

    private static final int STEPS = 80;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("confab.model.seeds", 24));
    }

    @ParameterizedTest
    @MethodSource("dev.confab.application.contract.StoreModelContract#seeds")
    final void everyCall_isAnsweredLikeByTheModel(long seed) {
        // What other tests left behind would be claimed by one of the two only.
        claimAll();
        var documents = new ListedDocuments();
        var personas = new InMemoryAssistantStore(InstantSource.system(), documents);
        var memory = new InMemorySessionStore(InstantSource.system(), documents, personas);
        List<DocumentId> known = List.of(document(ada), document(ada));
        known.forEach(document -> documents.add(ada, document));
        List<AssistantId> named = AssistantFixtures.two(known.getFirst(), ada, List.of(assistants(), personas));
        var script = new CallScript(seed, ada, bob, known, named, memory);
        var tested = new StorePlayer(new Stores(store(), runs(), assistants(), this::loseText, this::addDocument));
        var model = new StorePlayer(Stores.of(memory, personas, memory::loseText, documents::add));
        for (int step = 0; step < STEPS; step++) {
            CallScript.Call call = script.next();
            // The script looks at the model when it goes on, so both must have heard the call by then.
            assertEquals(model.play(call), tested.play(call), () -> "seed " + seed + ", " + call);
        }
        for (CallScript.Call call : script.lastLook()) {
            assertEquals(model.play(call), tested.play(call), () -> "seed " + seed + ", at the end, " + call);
        }
    }
}
