package dev.confab.rest.request;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;

/** What the header {@code Prefer} (RFC 7240) asks for. Preferences that are not known here are passed over. */
public final class Preferences {

    private static final String PREFER = "Prefer";
    private static final String APPLIED = "Preference-Applied";
    private static final String RESPOND_ASYNC = "respond-async";

    private Preferences() {}

    /** Returns whether the client would rather not wait until the work is done. */
    public static boolean respondAsync(HttpRequest<?> request) {
        List<String> headers = request.getHeaders().getAll(PREFER);
        for (String header : headers) {
            if (header.equals(RESPOND_ASYNC) || names(header, RESPOND_ASYNC)) {
                return true;
            }
        }
        return false;
    }

    /** Tells the client that its wish not to wait was fulfilled. */
    public static void respondedAsync(MutableHttpResponse<?> response) {
        response.getHeaders().add(APPLIED, RESPOND_ASYNC).add(HttpHeaders.VARY, PREFER);
    }

    /** Returns whether a list has a preference of this name, with no value or an empty one; its parameters do not matter. */
    private static boolean names(String list, String name) {
        int from = 0;
        while (from < list.length()) {
            int comma = next(list, from, ',');
            int end = Math.min(comma, next(list, from, ';'));
            int equals = Math.min(end, next(list, from, '='));
            String value = equals < end ? list.substring(equals + 1, end).strip() : "";
            if (list.substring(from, equals).strip().equalsIgnoreCase(name)
                    && (value.isEmpty() || value.equals("\"\""))) {
                return true;
            }
            from = comma + 1;
        }
        return false;
    }

    /** Returns where a character stands next outside of quoted strings, or the end. */
    private static int next(String list, int from, char wanted) {
        boolean quoted = false;
        for (int at = from; at < list.length(); at++) {
            char c = list.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == wanted) {
                return at;
            }
        }
        return list.length();
    }
}
