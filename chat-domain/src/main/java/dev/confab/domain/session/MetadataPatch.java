package dev.confab.domain.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of metadata. What is set again keeps its place, what is new comes last.
 *
 * @param cleared whether what there is goes first
 * @param set     keys and values, within the limits of {@link Metadata}
 * @param removed keys that go
 */
public record MetadataPatch(boolean cleared, Map<String, String> set, Set<String> removed) {

    /** It stays as it is. */
    public static final MetadataPatch NONE = new MetadataPatch(false, Map.of(), Set.of());

    public MetadataPatch {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        removed = Set.copyOf(removed);
    }

    /** Returns what there is after this; empty if that were more entries than there may be. */
    public Optional<Metadata> of(Metadata before) {
        var entries = new LinkedHashMap<String, String>();
        if (!cleared) {
            entries.putAll(before.entries());
        }
        entries.keySet().removeAll(removed);
        entries.putAll(set);
        return entries.size() > Metadata.MAX_ENTRIES ? Optional.empty() : Optional.of(new Metadata(entries));
    }

    /** Returns how much is to become different, never what. */
    @Override
    public String toString() {
        return "MetadataPatch[" + set.size() + " set, " + removed.size() + " removed]";
    }
}
