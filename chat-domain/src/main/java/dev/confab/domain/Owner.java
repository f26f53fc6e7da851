package dev.confab.domain;

import java.util.Objects;

/**
 * The authenticated user who owns a row. It is the first argument of every port method that touches stored data, and
 * what belongs to one owner does not exist for another.
 *
 * @param value 1 to {@value #MAX_LENGTH} UTF-16 code units, not blank, without control characters or lone surrogates
 */
public record Owner(String value) {

    /** The longest name of an owner, in UTF-16 code units. */
    public static final int MAX_LENGTH = 200;

    /** The one user of a server or program that knows no users. */
    public static final Owner LOCAL = new Owner("local");

    /**
     * Whose documents everybody may read, and nobody but the operator may change. No user has this name: whoever tells who a
     * caller is refuses it.
     */
    public static final Owner EVERYONE = new Owner("*");

    public Owner {
        Objects.requireNonNull(value, "value");
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an owner has 1 to " + MAX_LENGTH + " characters, not all blank");
        }
        if (PlainText.firstFlaw(value).isPresent() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an owner has no control characters and no lone surrogates");
        }
    }

    /** Returns a hint that names no one: an owner may be somebody's e-mail address. */
    @Override
    public String toString() {
        return "Owner[" + value.length() + " characters]";
    }
}
