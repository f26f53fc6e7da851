package dev.confab.domain;

import java.util.UUID;

/** Where new identities come from. Safe for use by several threads at once. */
@FunctionalInterface
public interface IdSource {

    /** Returns an identity that was never given out before. */
    UUID next();
}
