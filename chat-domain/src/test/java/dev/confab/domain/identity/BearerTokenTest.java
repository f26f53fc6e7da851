package dev.confab.domain.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BearerTokenTest {

    private static final String TEXT = "confab_0123456789abcdef0123456789abcdef_" + "0f".repeat(32);
    private static final TokenKey KEY = TokenKey.of(new byte[TokenKey.LEAST_BYTES]);

    @Test
    void parse_ofWhatWasRevealed_isTheSame() {
        var random = new Random(1);
        for (int round = 0; round < 50; round++) {
            byte[] secret = new byte[BearerToken.SECRET_BYTES];
            random.nextBytes(secret);
            BearerToken token = BearerToken.of(new TokenId(new UUID(random.nextLong(), random.nextLong())), secret);

            BearerToken read = BearerToken.parse(token.reveal()).orElseThrow();

            assertEquals(token.id(), read.id());
            assertTrue(KEY.proofOf(token).matches(KEY.proofOf(read)));
        }
        assertEquals(TEXT, BearerToken.parse(TEXT).orElseThrow().reveal());
    }

    static Stream<String> strangers() {
        return Stream.of("", "confab_", TEXT + "0", TEXT.substring(1), TEXT.toUpperCase(Locale.ROOT),
                TEXT.replace("confab_", "Confab_"), TEXT.replace("0f", "0F"), TEXT.replace('0', '\u0660'),
                TEXT.replace("f_0", "f-0"), TEXT.replace("f_0", "ff0"), ' ' + TEXT.substring(1), "eyJ.eyJ.x",
                TEXT.replace("0f0f0f", "0f 0f "), TEXT.substring(0, TEXT.length() - 1) + "g", "x".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void parse_ofAnythingElse_isNothing(String text) {
        assertEquals(Optional.empty(), BearerToken.parse(text));
    }

    @Test
    void words_ofATokenAndAKey_keepTheSecret() {
        BearerToken token = BearerToken.parse(TEXT).orElseThrow();

        assertFalse(token.toString().contains("0f0f"));
        assertFalse(KEY.proofOf(token).toString().contains(KEY.proofOf(token).hash()));
        assertEquals("TokenKey[" + KEY.fingerprint() + "]", KEY.toString());
    }

    @Test
    void key_tellsItselfFromOthersAndIsLong() {
        byte[] other = new byte[TokenKey.LEAST_BYTES];
        other[0] = 1;
        BearerToken token = BearerToken.parse(TEXT).orElseThrow();

        assertNotEquals(KEY.fingerprint(), TokenKey.of(other).fingerprint());
        assertFalse(KEY.proofOf(token).matches(TokenKey.of(other).proofOf(token)));
        assertThrows(IllegalArgumentException.class, () -> TokenKey.of(new byte[TokenKey.LEAST_BYTES - 1]));
    }

    @Test
    void caller_isNeverEverybody() {
        assertThrows(IllegalArgumentException.class,
                () -> new Caller(Owner.EVERYONE, Access.FULL, Optional.empty(), Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new NewToken(new TokenId(UUID.randomUUID()), Owner.EVERYONE,
                Access.FULL, "", Optional.empty(), KEY.proofOf(BearerToken.parse(TEXT).orElseThrow())));
    }
}
