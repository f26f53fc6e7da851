package dev.confab.application.health;

import dev.confab.domain.health.Health;
import dev.confab.domain.health.Probe;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks everything Confab depends on whether it can be used now. */
public interface CheckHealth {

    /** Asks each probe in turn and returns the report; it throws nothing. */
    Report check();

    /**
     * What the probes found.
     *
     * @param parts by the probe's name, sorted
     */
    record Report(Map<String, Health> parts) {

        public Report {
            parts = Collections.unmodifiableMap(new TreeMap<>(parts));
        }

        /** Returns whether every part can be used. */
        public boolean usable() {
            return parts.values().stream().allMatch(Health::usable);
        }
    }

    /** Returns this use case over probes, whose names differ. */
    static CheckHealth of(List<? extends Probe> probes) {
        List<Probe> all = List.copyOf(probes);
        return () -> {
            var parts = new TreeMap<String, Health>();
            all.forEach(probe -> parts.put(probe.name(), probe.check()));
            return new Report(parts);
        };
    }
}
