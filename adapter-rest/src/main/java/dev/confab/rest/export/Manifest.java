package dev.confab.rest.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;

/** The last file of an export of everything: an archive without it is not whole. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record Manifest(String format, int version, String exportedAt, List<String> incomplete) {

    static final String PATH = "manifest.json";

    /** Changes when a reader of an older form would be wrong about this one. */
    private static final int FORM = 1;

    static Manifest of(String exportedAt, List<String> incomplete) {
        return new Manifest("confab.export", FORM, exportedAt, incomplete);
    }
}
