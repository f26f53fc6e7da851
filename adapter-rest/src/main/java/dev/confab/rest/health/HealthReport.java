package dev.confab.rest.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.health.CheckHealth;
import dev.confab.domain.health.Health;
import dev.confab.rest.config.Version;
import io.micronaut.serde.annotation.Serdeable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the server is.
 *
 * @param status  {@code healthy} or {@code unhealthy}
 * @param version the server's version
 * @param parts   what it depends on, by name; empty when nothing was asked
 */
@Serdeable.Serializable
@JsonInclude(JsonInclude.Include.ALWAYS)
record HealthReport(String status, String version, Map<String, Part> parts) {

    /** One thing the server depends on. */
    @Serdeable.Serializable
    record Part(String status, String detail) {}

    static HealthReport alive() {
        return new HealthReport(word(true), Version.CURRENT, Map.of());
    }

    static HealthReport of(CheckHealth.Report report) {
        Map<String, Part> parts = new LinkedHashMap<>();
        report.parts().forEach((name, health) -> parts.put(name, part(health)));
        return new HealthReport(word(report.usable()), Version.CURRENT, parts);
    }

    private static Part part(Health health) {
        return new Part(word(health.usable()), health.detail());
    }

    private static String word(boolean usable) {
        return usable ? "healthy" : "unhealthy";
    }
}
