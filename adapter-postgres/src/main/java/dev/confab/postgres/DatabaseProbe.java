package dev.confab.postgres;

import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.health.Health;
import dev.confab.domain.health.Probe;

/** Asks the database for its version. */
final class DatabaseProbe implements Probe {

    private static final String VERSION = "SELECT current_setting('server_version')";

    private final Queries queries;
    private final boolean embedded;

    DatabaseProbe(Queries queries, boolean embedded) {
        this.queries = queries;
        this.embedded = embedded;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Health check() {
        String kind = embedded ? "embedded" : "external";
        try {
            String version = queries.run("health", VERSION, statement -> {}, rows -> {
                rows.next();
                // Packagers add words of their own.
                return new Row(rows).text(1).split(" ", 2)[0];
            });
            return new Health(true, "PostgreSQL " + version + ", " + kind);
        } catch (StoreFault fault) {
            return new Health(false, "PostgreSQL, " + kind + ": " + fault.code());
        }
    }
}
