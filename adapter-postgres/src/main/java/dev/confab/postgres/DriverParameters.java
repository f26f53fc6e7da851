package dev.confab.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Translates the parameters of a database's address, which people copy from providers, for the JDBC driver. */
final class DriverParameters {

    /** By the names of libpq, and by the driver's own where they differ. */
    private static final Map<String, String> KNOWN = Map.ofEntries(Map.entry("sslmode", "sslmode"),
            Map.entry("ssl", "ssl"), Map.entry("sslrootcert", "sslrootcert"), Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"), Map.entry("sslpassword", "sslpassword"),
            Map.entry("sslnegotiation", "sslNegotiation"), Map.entry("sslNegotiation", "sslNegotiation"),
            Map.entry("channel_binding", "channelBinding"), Map.entry("channelBinding", "channelBinding"),
            Map.entry("require_auth", "requireAuth"), Map.entry("requireAuth", "requireAuth"),
            Map.entry("gssencmode", "gssEncMode"), Map.entry("gssEncMode", "gssEncMode"),
            Map.entry("options", "options"), Map.entry("application_name", "ApplicationName"),
            Map.entry("ApplicationName", "ApplicationName"), Map.entry("schema", "currentSchema"),
            Map.entry("currentSchema", "currentSchema"), Map.entry("target_session_attrs", "targetServerType"),
            Map.entry("targetServerType", "targetServerType"), Map.entry("keepalives", "tcpKeepAlive"),
            Map.entry("tcpKeepAlive", "tcpKeepAlive"), Map.entry("prepareThreshold", "prepareThreshold"));

    /** Ours to decide, or of no meaning here: time limits, pool sizes, what other programs' drivers need to be told. */
    private static final Set<String> IGNORED = Set.of("connect_timeout", "connectTimeout", "socketTimeout",
            "socket_timeout",
            "loginTimeout", "queryTimeout", "pool_timeout", "connection_limit", "pgbouncer", "statement_cache_size",
            "preferQueryMode", "logServerErrorDetail", "client_encoding",
            "fallback_application_name",
            "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "user", "password",
            "dbname");

    private static final Map<String, List<String>> VALUES = Map.of("sslmode",
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"), "channelBinding",
            List.of("disable", "prefer", "require"));

    private DriverParameters() {}

    /**
     * Returns the driver's properties.
     *
     * @throws IllegalArgumentException if one is unknown, which might be a mistyped {@code sslmode}; the message does not
     *                                  repeat it, which might be half a password
     */
    static Map<String, String> of(Map<String, String> parameters) {
        var all = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> {
            String property = KNOWN.get(name);
            if (property != null) {
                all.put(property, value(property, value));
            } else if (!IGNORED.contains(name)) {
                throw new IllegalArgumentException(
                        "has a parameter that is not known; those are "
                                + String.join(", ", new TreeSet<>(KNOWN.keySet())));
            }
        });
        // libpq's word for the certificates that the system trusts.
        if ("system".equals(all.get("sslrootcert"))) {
            all.remove("sslrootcert");
            all.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            all.putIfAbsent("sslmode", "verify-full");
        }
        return all;
    }

    private static String value(String property, String value) {
        List<String> allowed = VALUES.get(property);
        if (allowed != null && !allowed.contains(value)) {
            throw new IllegalArgumentException(
                    (property.equals("sslmode") ? "sslmode" : "channel_binding") + " must be one of "
                            + String.join(", ", allowed));
        }
        return switch (property) {
            case "targetServerType" -> switch (value) {
                case "read-write", "primary" -> "primary";
                case "any", "prefer-standby" -> "any";
                default ->
                    throw new IllegalArgumentException("target_session_attrs must be read-write, primary or any");
            };
            case "prepareThreshold" -> {
                if (!value.matches("\\d{1,4}")) {
                    throw new IllegalArgumentException("prepareThreshold must be a whole number, 0 to 9999");
                }
                yield value;
            }
            case "tcpKeepAlive" -> value.equals("1") ? "true" : value.equals("0") ? "false" : value;
            default -> value;
        };
    }
}
