package dev.confab.postgres.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The role in whose name the embedded server is used. It owns all tables and is no superuser, since row-level security does
 * not hold for those; the superuser is only there to make it.
 */
final class ServerRole {

    static final String NAME = "confab_server";

    /** Two processes may share a server that was made without the role. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('confab role', 2))";

    private static final String IS_READY = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + NAME + "'), "
            + "EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector' AND installed_version IS NULL)";

    /** Only a superuser may do so. Nothing of it is used unless that is chosen. */
    private static final String EXTEND = "CREATE EXTENSION vector";

    /** What was made by the superuser, who was used for everything before, becomes the role's. */
    private static final String HAND_OVER = """
            DO $$
            DECLARE
                v_role CONSTANT text := '%1$s';
                v_what text;
            BEGIN
                EXECUTE format('GRANT ALL ON DATABASE %%I TO %%I', current_database(), v_role);
                EXECUTE format('ALTER SCHEMA public OWNER TO %%I', v_role);
                FOR v_what IN
                    SELECT format('%%s %%s', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                        c.oid::regclass)
                    FROM pg_class c
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S') AND NOT EXISTS (
                        SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
                    UNION ALL
                    SELECT format('ROUTINE %%s', p.oid::regprocedure)
                    FROM pg_proc p
                    WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
                        SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
                    UNION ALL
                    SELECT format('TYPE %%s', t.oid::regtype)
                    FROM pg_type t
                    WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'e'
                LOOP
                    EXECUTE format('ALTER %%s OWNER TO %%I', v_what, v_role);
                END LOOP;
            END
            $$
            """.formatted(NAME);

    private ServerRole() {}

    /** Makes the role in a server that listens on this port, if it is not there. */
    static void ensure(int port, String password) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                DataFolder.SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(LOCK);
            boolean there;
            boolean extensible;
            try (ResultSet rows = statement.executeQuery(IS_READY)) {
                rows.next();
                there = rows.getBoolean(1);
                extensible = rows.getBoolean(2);
            }
            if (extensible) {
                statement.execute(EXTEND);
            }
            if (!there) {
                // The password is of hexadecimal digits, and no statement is logged.
                statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'");
                statement.execute(HAND_OVER);
            }
            connection.commit();
        }
    }
}
