package dev.confab.rest.upload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a part of a form says about itself.
 *
 * @param name the field it is for
 * @param file what the client calls the file in it, if it is one
 */
record PartHead(String name, Optional<String> file) {

    private static final String DISPOSITION = "content-disposition:";

    /** Reads the lines of a head; empty if none of them names a field of a form. */
    static Optional<PartHead> of(List<String> lines) {
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION))
                .findFirst()
                .map(line -> parameters(line.substring(DISPOSITION.length())))
                .filter(parameters -> parameters.getOrDefault("", "").equalsIgnoreCase("form-data"))
                .filter(parameters -> parameters.containsKey("name"))
                .map(parameters -> new PartHead(unescaped(parameters.getOrDefault("name", "")),
                        Optional.ofNullable(parameters.get("filename")).map(PartHead::unescaped)));
    }

    /** What browsers write in the place of the three characters that would end a name. */
    private static String unescaped(String name) {
        return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    /** The parameters by their names in lower case; the value itself has none. */
    static Map<String, String> parameters(String value) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = 0;
        while (at < value.length()) {
            int end = next(value, at);
            String parameter = value.substring(at, end).strip();
            int equals = parameters.isEmpty() ? -1 : parameter.indexOf('=');
            if (parameters.isEmpty()) {
                parameters.put("", parameter);
            } else if (equals > 0) {
                parameters.putIfAbsent(parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        unquoted(parameter.substring(equals + 1).strip()));
            }
            at = end + 1;
        }
        return parameters;
    }

    /** Returns where the next semicolon stands outside of quotes, or the end. */
    private static int next(String value, int from) {
        boolean quoted = false;
        for (int at = from; at < value.length(); at++) {
            char c = value.charAt(at);
            if (quoted && c == '\\' && isEscape(value, at)) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == ';') {
                return at;
            }
        }
        return value.length();
    }

    /** A backslash escapes a quote or another one; before anything else it is what separates folders. */
    private static boolean isEscape(String value, int at) {
        return at + 1 < value.length() && (value.charAt(at + 1) == '"' || value.charAt(at + 1) == '\\');
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        String inner = value.substring(1, value.length() - 1);
        var plain = new StringBuilder(inner.length());
        for (int at = 0; at < inner.length(); at++) {
            if (inner.charAt(at) == '\\' && isEscape(inner, at)) {
                at++;
            }
            plain.append(inner.charAt(at));
        }
        return plain.toString();
    }
}
