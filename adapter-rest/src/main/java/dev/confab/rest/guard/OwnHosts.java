package dev.confab.rest.guard;

import java.util.Locale;
import java.util.Set;

/**
 * The names by which a server that listens to its own machine only is called. A page of any other name that resolves to
 * this machine (DNS rebinding) gives itself away by the header {@code Host}. The port is not looked at: it differs behind
 * a tunnel, and no page can choose a loopback name.
 *
 * <p>A server that knows users answers to any name: such a page has no token, and gets none by coming here.
 */
enum OwnHosts {
    /** The names of this machine. */
    OF_THIS_MACHINE,
    /** Whatever it is called by. */
    ANY;

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    boolean include(String hostHeader) {
        if (this == ANY) {
            return true;
        }
        int colon = hostHeader.lastIndexOf(':');
        boolean port = colon >= 0 && !hostHeader.endsWith("]");
        if (port && !isPort(hostHeader, colon + 1)) {
            return false;
        }
        String name = port ? hostHeader.substring(0, colon) : hostHeader;
        return NAMES.contains(name) || NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isPort(String header, int from) {
        if (from == header.length() || header.length() - from > 5) {
            return false;
        }
        for (int at = from; at < header.length(); at++) {
            if (header.charAt(at) < '0' || header.charAt(at) > '9') {
                return false;
            }
        }
        return true;
    }
}
