package dev.confab.rest.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.EvidenceSettings;
import dev.confab.application.document.IngestionSettings;
import dev.confab.application.quota.QuotaSettings;
import dev.confab.domain.ingestion.PassageSize;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Price;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static Keys keys(Map<String, String> values) {
        return key -> Optional.ofNullable(values.get(key));
    }

    @Test
    void settings_whenNothingIsSet_areTheUsualOnes() {
        assertEquals(new ServerSettings("127.0.0.1", 8000, 2 * 1024 * 1024), ServerSettings.from(keys(Map.of())));
        assertEquals(ChatSettings.DEFAULT, ChatKeys.from(keys(Map.of())));
    }

    @Test
    void settings_whenBlank_countAsNotSet() {
        var blank = keys(Map.of("PORT", "", "HOST", " ", "MAX_BODY_SIZE", "", "SYSTEM_PROMPT", "  ", "HISTORY_MESSAGES",
                ""));

        assertEquals(ServerSettings.from(keys(Map.of())), ServerSettings.from(blank));
        assertEquals(ChatSettings.DEFAULT, ChatKeys.from(blank));
    }

    @Test
    void settings_whenSet_areUsed() {
        var set = keys(Map.of("PORT", " 9090 ", "HOST", "[::1]", "SYSTEM_PROMPT", "You are ${name}, a pirate.",
                "HISTORY_MESSAGES", "0", "RETRIEVAL_PASSAGES", "100", "MAX_MESSAGE_LENGTH", "7",
                "MAX_SELECTED_TEXT_LENGTH", "8"));

        assertEquals(new ServerSettings("::1", 9090, 2 * 1024 * 1024), ServerSettings.from(set));
        ChatSettings chat = ChatKeys.from(set);
        assertEquals("You are ${name}, a pirate.", chat.instructions().value());
        assertEquals(0, chat.windowMessages());
        assertEquals(100, chat.evidence().passages());
        assertEquals(7, chat.maxMessage());
        assertEquals(8, chat.maxSelectedText());
    }

    @Test
    void settings_ofDocuments_areUsed() {
        assertEquals(IngestionSettings.DEFAULT, DocumentKeys.from(keys(Map.of())));
        var set = keys(Map.of("DOCUMENT_MAX_BYTES", "20MB", "INGESTION_PARALLEL", "4", "PASSAGE_TOKENS", "60",
                "OPEN_CHAT_SUPPORT", "0", "GROUNDED_SUPPORT", ".5", "RETRIEVAL_TOKENS", "900", "CONVERSATION_MEMORY",
                "True"));

        IngestionSettings ingestion = DocumentKeys.from(set);
        assertEquals(20 * 1024 * 1024, ingestion.maxBytes());
        assertEquals(4, ingestion.parallel());
        assertEquals(new PassageSize(60, 30), ingestion.passages());
        assertEquals(new EvidenceSettings(5, 900, 0, 0.5, true), ChatKeys.from(set).evidence());
        assertTrue(DocumentKeys.largestRequest(set, ServerSettings.from(set)) > 20 * 1024 * 1024);
    }

    @Test
    void settings_ofWhatUsersMayUse_areUsed() {
        assertEquals(QuotaSettings.DEFAULT, QuotaKeys.from(keys(Map.of())));
        QuotaSettings set = QuotaKeys.from(keys(Map.of("REQUESTS_PER_MINUTE", "60", "LIVE_RUNS_PER_USER", "4",
                "TOKENS_PER_DAY", "200000", "SPEND_PER_DAY", "2.5", "SPEND_PER_MONTH", "20", "MODEL_PRICES",
                " openai/gpt-4o=2.50/10 , llama:8b=0/0.000001")));

        assertEquals(List.of(Limit.values()), set.limits().all());
        assertEquals(List.of(60L, 4L, 200_000L, 2_500_000L, 20_000_000L),
                set.limits().all().stream().map(limit -> set.limits().most(limit).orElseThrow()).toList());
        assertEquals(Map.of("openai/gpt-4o", new Price(2_500_000, 10_000_000), "llama:8b", new Price(0, 1)),
                set.prices().models());
        var wrong = assertThrows(ConfigurationException.class,
                () -> QuotaKeys.from(keys(Map.of("SPEND_PER_MONTH", "20"))));
        assertEquals("SPEND_PER_MONTH: means nothing without MODEL_PRICES", wrong.getMessage());
    }

    @ParameterizedTest
    @CsvSource({ "GROUNDED_SUPPORT,1.1", "GROUNDED_SUPPORT,-0.1", "GROUNDED_SUPPORT,NaN", "OPEN_CHAT_SUPPORT,1e-1",
            "CONVERSATION_MEMORY,yes", "PASSAGE_TOKENS,19", "PASSAGE_OVERLAP,126", "DOCUMENT_MAX_BYTES,2TB",
            "INGESTION_PARALLEL,0", "REQUESTS_PER_MINUTE,0", "LIVE_RUNS_PER_USER,-1", "TOKENS_PER_DAY,many",
            "SPEND_PER_DAY,0.00", "SPEND_PER_DAY,1.0000001", "SPEND_PER_MONTH,EUR 5", "MODEL_PRICES,gpt-4o=2.50",
            "MODEL_PRICES,'gpt-4o=2.50/10,'", "MODEL_PRICES,=1/1", "MODEL_PRICES,m=10001/1" })
    void setting_thatIsWrong_isNamedWithoutItsValue(String key, String value) {
        var wrong = assertThrows(ConfigurationException.class, () -> {
            ChatKeys.from(keys(Map.of(key, value)));
            DocumentKeys.from(keys(Map.of(key, value)));
            QuotaKeys.from(keys(Map.of(key, value)));
        });
        String told = String.valueOf(wrong.getMessage());
        assertTrue(told.startsWith(key + ": must be "), told);
        assertFalse(told.contains(" " + value), told);
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1,http://127.0.0.1:81", "localhost,http://localhost:81", "::1,http://[::1]:81",
            "[::1],http://[::1]:81" })
    void address_isOneThatClientsUnderstand(String host, String address) {
        assertEquals(address, ServerSettings.from(keys(Map.of("HOST", host))).address(81).toString());
    }

    @ParameterizedTest
    @CsvSource({ "1024,1024", "1KB,1024", "1 kb,1024", "2MB,2097152", "64mb,67108864", "1GB,1073741824", "5000b,5000" })
    void bodySize_isReadWithItsUnit(String written, int bytes) {
        assertEquals(bytes, ServerSettings.from(keys(Map.of("MAX_BODY_SIZE", written))).maxBodySize());
    }
}
