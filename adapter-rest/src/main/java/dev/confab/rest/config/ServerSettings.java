package dev.confab.rest.config;

import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the server listens and how much it takes.
 *
 * @param host        a name or an address; of this machine only, unless users are known
 * @param port        0 for any free one
 * @param maxBodySize the largest body, in bytes
 */
public record ServerSettings(String host, int port, int maxBodySize) {

    static final String DEFAULT_HOST = "127.0.0.1";
    static final int DEFAULT_PORT = 8000;
    static final int DEFAULT_MAX_BODY_SIZE = 2 * 1024 * 1024;

    private static final Pattern HOST = Pattern
            .compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}|\\[[0-9A-Fa-f:.]{2,45}]");
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    /**
     * Reads the settings.
     *
     * @throws ConfigurationException if one is wrong
     */
    public static ServerSettings from(Keys keys) {
        return new ServerSettings(host(keys), keys.number("PORT", DEFAULT_PORT, 0, 65_535),
                keys.size("MAX_BODY_SIZE", DEFAULT_MAX_BODY_SIZE));
    }

    private static String host(Keys keys) {
        String host = keys.text("HOST").orElse(DEFAULT_HOST);
        if (!HOST.matcher(host).matches()) {
            throw Keys.wrong("HOST", "must be the name or address to listen on, like 127.0.0.1, ::1 or 0.0.0.0");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns whether what listens on this host hears this machine only. */
    public static boolean isThisMachineOnly(String host) {
        return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
    }

    /** Returns the address of a server with these settings that listens on a port. */
    public URI address(int listensOn) {
        return URI.create("http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + listensOn);
    }
}
