package dev.confab.openai;

import dev.confab.domain.llm.ModelOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One breaker for the model that is set, and one for each of the others that were asked for lately: a model that is away
 * says nothing about another one. Which names are asked for is up to people, so no more than {@value #MOST} are remembered.
 * Safe for use by several threads.
 */
final class Breakers {

    private static final int MOST = 64;

    private final String usual;
    private final Breaker breaker;
    private final Function<String, Breaker> maker;
    private final Map<String, Breaker> others = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param usual the model that is set
     * @param maker makes a breaker for a model
     */
    Breakers(String usual, Function<String, Breaker> maker) {
        this.usual = usual;
        this.breaker = maker.apply(usual);
        this.maker = maker;
    }

    /** Returns the breaker of the model that these options ask for. */
    Breaker of(ModelOptions options) {
        String model = options.model().orElse(usual);
        if (model.equals(usual)) {
            return breaker;
        }
        synchronized (others) {
            Breaker other = others.computeIfAbsent(model, maker);
            if (others.size() > MOST) {
                others.remove(others.keySet().iterator().next());
            }
            return other;
        }
    }
}
