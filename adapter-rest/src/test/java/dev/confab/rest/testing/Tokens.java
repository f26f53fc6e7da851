package dev.confab.rest.testing;

import dev.confab.application.identity.AdministerTokens;
import dev.confab.domain.Owner;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.TokenId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Tokens for the users of a test's server. */
public final class Tokens {

    /** What makes a server know users, with a key of its own. */
    public static final Map<String, Object> USERS = Map.of("auth", "on", "token.secret",
            "a-secret-of-tests-that-is-long-enough");

    private Tokens() {}

    /** Makes a token that is good for everything. */
    public static String make(TestServer server, String owner) {
        return make(server, owner, Access.FULL, Optional.empty()).bearer().reveal();
    }

    public static AdministerTokens.Issued make(TestServer server, String owner, Access access,
            Optional<Instant> expiresAt) {
        return administer(server)
                .issue(new AdministerTokens.Command(new Owner(owner), access, "test", expiresAt));
    }

    public static void revoke(TestServer server, TokenId id) {
        if (!administer(server).revoke(id)) {
            throw new AssertionError("there is no such token");
        }
    }

    private static AdministerTokens administer(TestServer server) {
        return server.context().getBean(AdministerTokens.class);
    }

    /** The header that shows a token. */
    public static String header(String token) {
        return "Authorization: Bearer " + token;
    }
}
