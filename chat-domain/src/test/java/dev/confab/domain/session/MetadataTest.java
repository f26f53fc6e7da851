package dev.confab.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetadataTest {

    @Test
    void entries_areACopyThatCannotChange() {
        var given = new HashMap<>(Map.of("a", "b"));
        var metadata = new Metadata(given);
        given.put("c", "d");

        assertEquals(Map.of("a", "b"), metadata.entries());
        assertThrows(UnsupportedOperationException.class, () -> metadata.entries().put("e", "f"));
        assertFalse(metadata.toString().contains("b"));
    }

    @Test
    void entries_outsideTheirLimits_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Metadata(Map.of("", "x")));
        assertThrows(IllegalArgumentException.class, () -> new Metadata(Map.of("k".repeat(65), "x")));
        assertThrows(IllegalArgumentException.class, () -> new Metadata(Map.of("k", "x".repeat(513))));
        assertThrows(IllegalArgumentException.class, () -> new Metadata(Map.of("k", "\u0000")));
        assertThrows(IllegalArgumentException.class, () -> new Metadata(IntStream.rangeClosed(0, 16)
                .boxed()
                .collect(Collectors.toMap(i -> "key" + i, i -> "v"))));
    }
}
