package dev.confab.openai.http;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a provider listens.
 *
 * @param secure whether TLS is spoken there
 * @param host   name or address, an IPv6 address without its brackets
 * @param port   1 to 65535
 */
public record Endpoint(boolean secure, String host, int port) {

    /** @throws IllegalArgumentException if the port is not one */
    public Endpoint {
        Objects.requireNonNull(host, "host");
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a host has a name and a port is 1 to 65535");
        }
    }

    /**
     * Reads the place out of an address.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https address with a host
     */
    public static Endpoint of(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        String host = address.getHost();
        if (host == null || !(secure || scheme.equals("http"))) {
            throw new IllegalArgumentException("the address is http:// or https:// with a host");
        }
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        return new Endpoint(secure, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    /** Returns the value of a Host header. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }
}
