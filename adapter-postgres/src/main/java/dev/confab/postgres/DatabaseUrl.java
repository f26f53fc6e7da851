package dev.confab.postgres;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The address of a database in one of the forms people have: {@code postgresql://}, {@code postgres://} or
 * {@code jdbc:postgresql://}, with user, password and parameters of libpq or of the JDBC driver, percent-encoded.
 *
 * @param hosts    {@code host:port}, several separated by commas, IPv6 in brackets
 * @param database the database's name
 * @param user     who connects
 * @param password the password, if there is one
 * @param driver   what else the JDBC driver is told
 */
record DatabaseUrl(String hosts, String database, String user, Optional<String> password, Map<String, String> driver) {

    private static final String FORM = "must look like postgresql://user:password@host:5432/database";
    private static final int DEFAULT_PORT = 5432;
    private static final int LAST_PORT = 65_535;

    DatabaseUrl {
        Objects.requireNonNull(hosts, "hosts");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        driver = Map.copyOf(driver);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message repeats nothing of it
     */
    static DatabaseUrl parse(String text) {
        String rest = withoutScheme(text.strip());
        int query = rest.indexOf('?');
        Map<String, String> parameters = query < 0 ? Map.of() : parameters(rest.substring(query + 1));
        String place = query < 0 ? rest : rest.substring(0, query);
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        int colon = userInfo.indexOf(':');
        String hosts = hosts(authority.substring(at + 1));
        String named = slash < 0 ? "" : decode(place.substring(slash + 1));
        if (named.indexOf('/') >= 0) {
            throw new IllegalArgumentException(FORM);
        }
        String user = firstNotEmpty(decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
                parameters.getOrDefault("user", ""), System.getProperty("user.name", ""));
        String password = firstNotEmpty(colon < 0 ? "" : decode(userInfo.substring(colon + 1)),
                parameters.getOrDefault("password", ""));
        String database = firstNotEmpty(named, parameters.getOrDefault("dbname", ""), user);
        return new DatabaseUrl(hosts, database, user, password.isEmpty() ? Optional.empty() : Optional.of(password),
                DriverParameters.of(parameters));
    }

    private static String withoutScheme(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String scheme : List.of("jdbc:postgresql://", "postgresql://", "postgres://")) {
            if (lower.startsWith(scheme)) {
                return text.substring(scheme.length());
            }
        }
        // The driver's short form, for a database on this machine.
        String shortForm = "jdbc:postgresql:";
        if (lower.startsWith(shortForm)) {
            return '/' + text.substring(shortForm.length() + (lower.startsWith(shortForm + '/') ? 1 : 0));
        }
        throw new IllegalArgumentException(FORM);
    }

    private static String hosts(String authority) {
        var all = new ArrayList<String>();
        for (String part : authority.split(",", -1)) {
            int bracket = part.lastIndexOf(']');
            int colon = part.indexOf(':', bracket + 1);
            String host = decode(colon < 0 ? part : part.substring(0, colon));
            String port = colon < 0 ? "" : part.substring(colon + 1);
            if (host.startsWith("/") || host.matches(".*[\\s@#].*") || host.startsWith("[") != (bracket >= 0)) {
                throw new IllegalArgumentException(
                        host.startsWith("/") ? "must name a host, not a socket's path" : FORM);
            }
            all.add((host.isEmpty() ? "localhost" : host) + ':' + port(port));
        }
        return String.join(",", all);
    }

    private static int port(String text) {
        if (text.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    "its port must be 1 to " + LAST_PORT
                            + "; in a password, write @ : / ? # % as %40 %3A %2F %3F %23 %25");
        }
        return port;
    }

    private static Map<String, String> parameters(String query) {
        var all = new LinkedHashMap<String, String>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                all.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("has a parameter without a value");
            }
        }
        return all;
    }

    /** Decodes {@code %41}; unlike in forms, a plus sign is a plus sign. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = ByteBuffer.allocate(text.length() * 4);
        for (int at = 0; at < text.length();) {
            if (text.charAt(at) == '%') {
                int high = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
                int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException(
                            "has a % that is not followed by two hexadecimal digits; write %25");
                }
                bytes.put((byte) (high << 4 | low));
                at += 3;
            } else {
                int codePoint = text.codePointAt(at);
                bytes.put(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(codePoint);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("its percent-encoded bytes are not UTF-8", notUtf8);
        }
    }

    private static String firstNotEmpty(String... candidates) {
        for (String candidate : candidates) {
            if (!candidate.isEmpty()) {
                return candidate;
            }
        }
        return "";
    }

    /** Returns the driver's URL, without user, password and parameters: those are properties. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + hosts + '/'
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Tells the hosts and the database; neither user nor password. */
    @Override
    public String toString() {
        return "DatabaseUrl[" + hosts + '/' + database + ']';
    }
}
