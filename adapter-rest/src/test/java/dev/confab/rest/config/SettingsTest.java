package dev.confab.rest.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.application.chat.ChatSettings;
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
