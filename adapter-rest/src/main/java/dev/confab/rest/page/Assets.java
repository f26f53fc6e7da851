package dev.confab.rest.page;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of the pages, read from the class path when they are first asked for. Nothing else can be asked for. */
@Singleton
final class Assets {

    private static final String BUNDLES = "META-INF/resources/webjars/";

    private record Source(String path, String type) {}

    private final Map<String, Source> sources = Map.ofEntries(
            Map.entry("page.css", new Source("page.css", Asset.STYLE)),
            Map.entry("access.js", new Source("access.js", Asset.SCRIPT)),
            Map.entry("page.js", new Source("page.js", Asset.SCRIPT)),
            Map.entry("documents.js", new Source("documents.js", Asset.SCRIPT)),
            Map.entry("sessions.js", new Source("sessions.js", Asset.SCRIPT)),
            Map.entry("docs.js", new Source("docs.js", Asset.SCRIPT)),
            Map.entry("redoc.css", new Source("redoc.css", Asset.STYLE)),
            Map.entry("redoc.js", new Source("redoc.js", Asset.SCRIPT)),
            Map.entry("icon.svg", new Source("icon.svg", Asset.IMAGE)),
            Map.entry("swagger-ui.css", bundled("swagger-ui", "swagger-ui.css", Asset.STYLE)),
            Map.entry("swagger-ui-bundle.js", bundled("swagger-ui", "swagger-ui-bundle.js", Asset.SCRIPT)),
            Map.entry("redoc.standalone.js", bundled("redoc", "redoc.standalone.js", Asset.SCRIPT)));
    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    /** Returns the file that pages call by this name. */
    Optional<Asset> find(String name) {
        Source source = sources.get(name);
        return source == null
                ? Optional.empty()
                : Optional.of(loaded.computeIfAbsent(name,
                        ignored -> new Asset(read(source.path()), source.type(), Asset.STRICT)));
    }

    /** A resource of this package as text. */
    static String text(String resource) {
        return new String(read(resource), StandardCharsets.UTF_8);
    }

    private static Source bundled(String bundle, String file, String type) {
        var about = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/" + bundle + "/pom.properties")) {
            about.load(in);
        } catch (IOException broken) {
            throw new UncheckedIOException("a resource of the server cannot be read", broken);
        }
        return new Source("/" + BUNDLES + bundle + "/" + about.getProperty("version") + "/" + file, type);
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException("a resource of the server cannot be read", broken);
        }
    }

    private static InputStream open(String resource) {
        @Nullable
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the server lacks its resource " + resource);
        }
        return in;
    }
}
