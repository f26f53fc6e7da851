package dev.confab.rest.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.health.CheckHealth;
import dev.confab.domain.health.Health;
import dev.confab.rest.config.Version;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * What the server is, for programs that ask for JSON at {@code /}.
 *
 * @param name     always {@code confab}
 * @param version  its version
 * @param docs     where the interface is described
 * @param model    which model answers
 * @param database where sessions are kept, if that says so
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ServerStatus(String name, String version, String docs, @Nullable String model, @Nullable String database) {

    static ServerStatus of(CheckHealth.Report report) {
        return new ServerStatus("confab", Version.CURRENT, "/docs", detail(report, "model"),
                detail(report, "database"));
    }

    private static @Nullable String detail(CheckHealth.Report report, String part) {
        @Nullable
        Health health = report.parts().get(part);
        return health == null ? null : health.detail();
    }
}
