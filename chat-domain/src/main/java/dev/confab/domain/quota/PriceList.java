package dev.confab.domain.quota;

import java.util.Map;

/**
 * What models cost.
 *
 * @param models prices by the names of models; without any, all are free
 */
public record PriceList(Map<String, Price> models) {

    /** Nothing costs anything. */
    public static final PriceList NONE = new PriceList(Map.of());

    public PriceList {
        models = Map.copyOf(models);
    }

    /** Returns what a model costs. One that is not listed costs what the dearest do, so that no ceiling is passed by it. */
    public Price of(String model) {
        Price listed = models.get(model);
        return listed != null ? listed : models.values().stream().reduce(Price.FREE, Price::orDearer);
    }
}
