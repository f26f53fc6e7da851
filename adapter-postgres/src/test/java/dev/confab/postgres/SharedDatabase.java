package dev.confab.postgres;

import dev.confab.application.faults.FaultProxy;
import dev.confab.domain.session.SessionStore;
import dev.confab.postgres.embedded.EmbeddedPostgres;
import dev.confab.postgres.embedded.EmbeddedSettings;
import dev.confab.postgres.embedded.TemporaryFolder;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;

/** One server for all tests of this JVM that need no server of their own, and the beans of this module on it. */
final class SharedDatabase {

    private static final EmbeddedPostgres SERVER = start();
    private static final ApplicationContext CONTEXT = beans(SERVER.url());

    private SharedDatabase() {}

    private static EmbeddedPostgres start() {
        TemporaryFolder home = TemporaryFolder.create();
        EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedSettings.throwAway(home.path()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            CONTEXT.close();
            server.close();
            home.close();
        }));
        return server;
    }

    static EmbeddedPostgres server() {
        return SERVER;
    }

    /** Returns the address of the server with a proxy in between. */
    static String urlThrough(FaultProxy proxy) {
        return SERVER.url().replaceFirst("@127.0.0.1:\\d+/", "@127.0.0.1:" + proxy.port() + "/") + "?sslmode=disable";
    }

    static ApplicationContext beans() {
        return CONTEXT;
    }

    static SessionStore store() {
        return CONTEXT.getBean(SessionStore.class);
    }

    /** Returns this module's beans over another way to a database. To be closed. */
    static ApplicationContext beans(String url, String... more) {
        var properties = new HashMap<String, Object>(Map.of("database.url", url));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return ApplicationContext.run(properties);
    }
}
