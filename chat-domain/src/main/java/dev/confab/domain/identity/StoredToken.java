package dev.confab.domain.identity;

import java.util.Objects;

/** A token as it is kept: what is known of it, and what its secret is recognised by. */
public record StoredToken(ApiToken token, TokenProof proof) {

    public StoredToken {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(proof, "proof");
    }
}
