package dev.confab.rest.config;

import java.util.Optional;

/** The version of the server. */
public final class Version {

    /** As the jar's manifest tells it; {@code dev} when the classes are not in a jar. */
    public static final String CURRENT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private Version() {}
}
