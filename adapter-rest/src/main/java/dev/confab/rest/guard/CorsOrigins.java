package dev.confab.rest.guard;

import dev.confab.rest.config.Keys;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The web origins whose pages may call the server, besides its own.
 *
 * @param origins as browsers write them: scheme, host and, unless it is the scheme's own, port, in lower case
 */
public record CorsOrigins(Set<String> origins) {

    private static final String KEY = "CORS_ORIGINS";
    private static final Pattern ORIGIN = Pattern
            .compile("https?://([a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(:[1-9][0-9]{0,4})?");

    public CorsOrigins {
        origins = Set.copyOf(origins);
    }

    /**
     * Reads the list, separated by commas.
     *
     * @throws ConfigurationException if an entry is no origin
     */
    public static CorsOrigins from(Keys keys) {
        Optional<String> list = keys.text(KEY);
        var origins = new LinkedHashSet<String>();
        if (list.isPresent()) {
            for (String entry : list.get().split(",", -1)) {
                String origin = entry.strip().toLowerCase(Locale.ROOT);
                if (!origin.isEmpty()) {
                    origins.add(checked(origin));
                }
            }
        }
        return new CorsOrigins(origins);
    }

    private static String checked(String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw Keys.wrong(KEY, "must list exact origins like https://app.example.org or http://localhost:3000, "
                    + "separated by commas: no *, no path, no slash at the end");
        }
        if (origin.startsWith("https://") && origin.endsWith(":443")) {
            return origin.substring(0, origin.length() - ":443".length());
        }
        if (origin.startsWith("http://") && origin.endsWith(":80")) {
            return origin.substring(0, origin.length() - ":80".length());
        }
        return origin;
    }

    boolean allows(String origin) {
        return origins.contains(origin);
    }

    boolean isEmpty() {
        return origins.isEmpty();
    }
}
