package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.session.Metadata;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {

    private static final PassageId PASSAGE = new PassageId(UUID.randomUUID());

    @Test
    void metadata_ofAnyOrder_comesBackInThatOrder() {
        var entries = new LinkedHashMap<String, String>();
        entries.put("zebra", "1");
        entries.put("a", "\"quoted\" \\ ünï 🤖");
        entries.put("mm", "");
        var metadata = new Metadata(entries);

        Metadata back = StoredJson.metadata(StoredJson.of(metadata));

        assertEquals(metadata, back);
        assertEquals(List.of("zebra", "a", "mm"), List.copyOf(back.entries().keySet()));
        assertEquals(Metadata.NONE, StoredJson.metadata(StoredJson.of(Metadata.NONE)));
    }

    @Test
    void citations_withAndWithoutPage_comeBack() {
        var citations = List.of(
                new Citation(1, 40, PASSAGE, new DocumentId(UUID.randomUUID()), 3, PlainText.of("Ein \"Titel\""),
                        Optional.of(7), new TextSpan(120, 130), PlainText.of("line\nbreak")),
                new Citation(12, 1, PASSAGE, new DocumentId(UUID.randomUUID()), 1, PlainText.of("T"), Optional.empty(),
                        new TextSpan(0, 2), PlainText.of("🤖")));

        assertEquals(citations, StoredJson.citations(StoredJson.of(citations)));
        assertEquals(List.of(), StoredJson.citations(null));
    }

    @Test
    void citations_ofSeveralLists_comeBackAsOne() {
        var one = new Citation(1, 4, PASSAGE, new DocumentId(UUID.randomUUID()), 1, PlainText.of("T"), Optional.empty(),
                new TextSpan(5, 6), PlainText.of("q"));
        var other = new Citation(2, 9, PASSAGE, one.document(), 1, PlainText.of("T"), Optional.of(2),
                new TextSpan(7, 8), PlainText.of("r"));
        String lists = "[" + StoredJson.of(List.of(one)) + ", " + StoredJson.of(List.of(other, one)) + "]";

        assertEquals(List.of(one, other, one), StoredJson.citationLists(lists));
        assertEquals(List.of(), StoredJson.citationLists(null));
    }

    /** They did not say where in the text, and in which one, their quotes stand. */
    @Test
    void citations_ofAnOlderWriter_areLeftOut() {
        String old = "{\"marker\": 1, \"passage\": \"%1$s\", \"document\": \"%1$s\", \"title\": \"T\"%2$s}";

        assertEquals(List.of(), StoredJson.citations("[" + old.formatted(UUID.randomUUID(), "") + ", "
                + old.formatted(UUID.randomUUID(), ", \"quote\": \"words\"") + "]"));
    }

    @Test
    void receipt_withEverythingAndWithLittle_comesBack() {
        var full = new Receipt("openai", "gpt \"x\"",
                Optional.of(new AssistantRevision(new AssistantId(UUID.randomUUID()), 7)), List.of(3L, 4L, 21L), 2,
                List.of(PASSAGE, new PassageId(UUID.randomUUID())), 4, true, true, true, 3,
                Duration.ofNanos(1_234_567_891), Optional.of(Duration.ofMillis(120)),
                Duration.ofNanos(9_000_000_001L), Optional.of(new Usage(31, 7)), true);
        var little = new Receipt("offline", "m", Optional.empty(), List.of(1L), 0, List.of(), 0, false, false, false, 0,
                Duration.ZERO,
                Optional.empty(), Duration.ZERO, Optional.empty(), false);

        assertEquals(full, StoredJson.receipt(StoredJson.of(full)));
        assertEquals(little, StoredJson.receipt(StoredJson.of(little)));
    }

    @Test
    void receipt_ofANewerWriter_isReadForWhatIsKnown() {
        var little = new Receipt("offline", "m", Optional.empty(), List.of(1L), 0, List.of(), 0, false, false, false, 0,
                Duration.ZERO,
                Optional.empty(), Duration.ZERO, Optional.empty(), false);
        String newer = StoredJson.of(little).replaceFirst("\\{", "{\"added\": {\"deep\": [1, {}]}, \"more\": [[]], ");

        assertEquals(little, StoredJson.receipt(newer));
    }

    /** As the first version wrote them. */
    @Test
    void receipt_ofAnOlderWriter_tellsAllPositionsOfItsRange() {
        Receipt old = StoredJson.receipt("""
                {"provider": "openai", "model": "m", "first_seq": 3, "last_seq": 6, "left_out": 2, "passages": [],
                "selected_text": false, "retrieval_failed": true, "attempts": 1, "retrieval_ns": 7, "total_ns": 9}
                """);

        assertEquals(new Receipt("openai", "m", Optional.empty(), List.of(3L, 4L, 5L, 6L), 2, List.of(), 0, false, true,
                false, 1,
                Duration.ofNanos(7), Optional.empty(), Duration.ofNanos(9), Optional.empty(), false), old);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "{\"provider\": \"hush\"}", "hush", "null",
            "{\"provider\": \"hush\", \"model\": \"m\", \"first_seq\": \"hush\"}",
            "{\"provider\": \"hush\", \"model\": \"m\", \"positions\": [\"hush\"]}" })
    void receipt_ofAnotherShape_isRefusedWithoutItsWords(String text) {
        var wrong = assertThrows(IllegalArgumentException.class, () -> StoredJson.receipt(text));

        assertFalse(String.valueOf(wrong.getMessage()).contains("provider\""));
    }

    @Test
    void metadata_ofAnotherShape_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> StoredJson.metadata("{\"a\": \"b\"}"));
        assertThrows(IllegalArgumentException.class, () -> StoredJson.metadata("[[\"a\"]]"));
    }
}
