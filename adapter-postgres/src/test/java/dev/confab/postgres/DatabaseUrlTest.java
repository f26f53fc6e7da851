package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "postgresql://ada:secret@db.example:5433/shop | db.example:5433 | shop | ada | secret",
            "postgres://ada:secret@db.example:5433/shop | db.example:5433 | shop | ada | secret",
            "jdbc:postgresql://ada:secret@db.example:5433/shop | db.example:5433 | shop | ada | secret",
            "jdbc:postgresql://db.example/shop?user=ada&password=secret | db.example:5432 | shop | ada | secret",
            "JDBC:PostgreSQL://db.example/shop?user=ada | db.example:5432 | shop | ada | -",
            "jdbc:postgresql:shop?user=ada | localhost:5432 | shop | ada | -",
            "jdbc:postgresql:/shop?user=ada | localhost:5432 | shop | ada | -",
            "postgresql://ada@db.example | db.example:5432 | ada | ada | -",
            "postgresql://ada@db.example/ | db.example:5432 | ada | ada | -",
            "postgresql://ada@/shop | localhost:5432 | shop | ada | -",
            "postgresql:///shop?user=ada | localhost:5432 | shop | ada | -",
            "postgresql://ada:p%40ss%3Aw%2Frd%3F%25@h/d | h:5432 | d | ada | p@ss:w/rd?%",
            "postgresql://ada:a:b@h/d | h:5432 | d | ada | a:b",
            "postgresql://ada:a@b@h/d | h:5432 | d | ada | a@b",
            "postgresql://ada:a+b@h/d | h:5432 | d | ada | a+b",
            "postgresql://%C3%A4da:gr%C3%BCn@h/l%C3%A4den | h:5432 | läden | äda | grün",
            "postgresql://äda:grün@h/läden | h:5432 | läden | äda | grün",
            "postgresql://ada:@h/d | h:5432 | d | ada | -",
            "postgresql://ada:x@[::1]:5433/d | [::1]:5433 | d | ada | x",
            "postgresql://ada:x@[2001:db8::7]/d | [2001:db8::7]:5432 | d | ada | x",
            "postgresql://ada:x@one:5433,two/d | one:5433,two:5432 | d | ada | x",
            "postgresql://h/d?user=eve&password=p%26w | h:5432 | d | eve | p&w",
            "postgresql://ada@h?dbname=shop | h:5432 | shop | ada | -" })
    void parse_ofEachForm_findsItsParts(String url, String hosts, String database, String user, String password) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);

        assertEquals(hosts, parsed.hosts());
        assertEquals(database, parsed.database());
        assertEquals(user, parsed.user());
        assertEquals(Optional.ofNullable(password), parsed.password());
    }

    @Test
    void parse_withoutUser_takesTheSystems() {
        DatabaseUrl parsed = DatabaseUrl.parse("postgresql://h");

        assertEquals(System.getProperty("user.name"), parsed.user());
        assertEquals(parsed.user(), parsed.database());
    }

    @Test
    void parse_ofWhatNeonGives_tellsTheDriver() {
        DatabaseUrl parsed = DatabaseUrl
                .parse("postgresql://neondb_owner:npg_x@ep-cool-1-pooler.eu.aws.neon.tech/neondb"
                        + "?sslmode=require&channel_binding=require&options=endpoint%3Dep-cool-1&connect_timeout=15");

        assertEquals(Map.of("sslmode", "require", "channelBinding", "require", "options", "endpoint=ep-cool-1"),
                parsed.driver());
        assertEquals("jdbc:postgresql://ep-cool-1-pooler.eu.aws.neon.tech:5432/neondb", parsed.jdbcUrl());
    }

    @Test
    void parse_ofLibpqsWords_translatesThem() {
        DatabaseUrl parsed = DatabaseUrl.parse("postgresql://h/d?sslrootcert=system&application_name=me&keepalives=0"
                + "&target_session_attrs=read-write&pgbouncer=true&schema=app");

        assertEquals(Map.of("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory", "sslmode", "verify-full",
                "ApplicationName", "me", "tcpKeepAlive", "false", "targetServerType", "primary", "currentSchema",
                "app"), parsed.driver());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "mysql://ada:hush@h/d", "h/d", "postgresql+asyncpg://ada:hush@h/d",
            "postgresql://ada:hush@h:port/d", "postgresql://ada:hush@h:0/d", "postgresql://ada:hush@h:65536/d",
            "postgresql://ada:hu%zzsh@h/d", "postgresql://ada:hush%2@h/d", "postgresql://ada:hush%ff@h/d",
            "postgresql://ada:hush@h/d?sslmode=hush", "postgresql://ada:hush@h/d?channel_binding=hush",
            "postgresql://ada:hush@h/d?hush=1", "postgresql://ada:hush@h/d?hush", "postgresql://ada:hush@h/d/hush",
            "postgresql://ada:hush@%2Fvar%2Frun%2Fhush/d", "postgresql://ada:hush@[::1/d",
            "postgresql://ada:hush@h/d?socketFactory=hush", "postgresql://ada:hu/sh@h/d",
            "postgresql://ada@h/d?target_session_attrs=hush" })
    void parse_ofSomethingElse_saysWhatIsWrongAndNothingOfIt(String url) {
        var wrong = assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(url));

        String message = String.valueOf(wrong.getMessage());
        assertFalse(message.contains("hush"), message);
        assertFalse(message.contains("ada"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void parse_ofADirectConnection_mayAllowNamedStatements() {
        assertEquals("1",
                DatabaseUrl.parse("postgresql://ada@h/d?prepareThreshold=1").driver().get("prepareThreshold"));
        assertThrows(IllegalArgumentException.class,
                () -> DatabaseUrl.parse("postgresql://ada@h/d?prepareThreshold=often"));
    }

    @Test
    void toString_ofAnAddress_tellsNeitherUserNorPassword() {
        String text = DatabaseUrl.parse("postgresql://ada:hush@h/d?sslpassword=hush").toString();

        assertFalse(text.contains("hush") || text.contains("ada"), text);
        assertTrue(text.contains("h:5432/d"), text);
    }
}
