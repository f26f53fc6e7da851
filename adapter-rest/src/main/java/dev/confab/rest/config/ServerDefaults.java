package dev.confab.rest.config;

import dev.confab.application.document.IngestionSettings;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.PropertySource;
import java.util.Map;

/**
 * How Micronaut's server is set up where nobody says otherwise. Not an {@code application.properties}: that file belongs
 * to the program that embeds this module.
 */
@ContextConfigurer
public final class ServerDefaults implements ApplicationContextConfigurer {

    /** Below every other source. */
    private static final int ORDER = -1_000;

    @Override
    public void configure(ApplicationContextBuilder builder) {
        builder.banner(false)
                .propertySources(PropertySource.of("confab-defaults", Map.ofEntries(
                        Map.entry("micronaut.application.name", "confab"),
                        Map.entry("micronaut.server.host", ServerSettings.DEFAULT_HOST),
                        Map.entry("micronaut.server.port", ServerSettings.DEFAULT_PORT),
                        Map.entry("micronaut.server.max-request-size",
                                DocumentKeys.largestRequest(IngestionSettings.DEFAULT.maxBytes(),
                                        ServerSettings.DEFAULT_MAX_BODY_SIZE)),
                        Map.entry("micronaut.server.max-request-buffer-size", ServerSettings.DEFAULT_MAX_BODY_SIZE),
                        // Longer than any turn may take; connections that only hang are cut by SlowClients.
                        Map.entry("micronaut.server.idle-timeout", "15m"),
                        Map.entry("micronaut.server.read-idle-timeout", "15m"),
                        Map.entry("micronaut.server.write-idle-timeout", "15m"),
                        // They only move bytes; the work is done on virtual threads, which want the processors.
                        Map.entry("micronaut.netty.event-loops.default.num-threads",
                                Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                        Map.entry("micronaut.server.netty.request-decompression-enabled", false),
                        // On one machine compression costs more than it saves.
                        Map.entry("micronaut.server.netty.compression-threshold", -1),
                        Map.entry("endpoints.all.enabled", false),
                        // That there is no such call is no secret, and a mistyped one is not to be answered with 401.
                        Map.entry("micronaut.security.reject-not-found", false),
                        // Tokens in a header are the one way in; none of the framework's others.
                        Map.entry("micronaut.security.token.enabled", false),
                        Map.entry("micronaut.security.endpoints.introspection.enabled", false),
                        Map.entry("micronaut.security.basic-auth.enabled", false)), ORDER));
    }
}
