package dev.confab.postgres.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {

    @ParameterizedTest
    @CsvSource({ "Linux, amd64, false, postgres-linux-x86_64.txz", "Linux, aarch64, false, postgres-linux-arm_64.txz",
            "Linux, amd64, true, postgres-linux-x86_64-alpine_linux.txz",
            "Mac OS X, x86_64, false, postgres-darwin-x86_64.txz",
            "Mac OS X, aarch64, false, postgres-darwin-arm_64.txz" })
    void binaries_ofEachPlatform_haveTheirName(String os, String arch, boolean alpine, String name) {
        assertEquals(List.of(name), Binaries.names(os, arch, alpine));
    }

    @Test
    void binaries_ofAnotherPlatform_areMissedInOneLine() {
        var missing = assertThrows(EmbeddedPostgresException.class, () -> Binaries.archive("Plan 9", "mips"));

        assertEquals("there is no embedded PostgreSQL for Plan 9 on mips in this build: set DATABASE_URL to use a "
                + "server of your own", missing.getMessage());
        assertInstanceOf(EmbeddedPostgresException.class,
                assertThrows(RuntimeException.class, () -> Binaries.archive("Windows 11", "amd64")));
    }
}
