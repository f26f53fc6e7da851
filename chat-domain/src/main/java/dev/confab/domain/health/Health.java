package dev.confab.domain.health;

import java.util.Objects;

/**
 * What a probe found.
 *
 * @param usable whether turns can be served with it
 * @param detail a short description for people who operate the server: kind and version, or why not; no address, no
 *               user name, no secret
 */
public record Health(boolean usable, String detail) {

    public Health {
        Objects.requireNonNull(detail, "detail");
    }
}
