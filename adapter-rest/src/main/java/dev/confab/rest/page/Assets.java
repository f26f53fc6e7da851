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

    private final Map<String, Source> sources = Map.of(
            "page.css", new Source("page.css", Asset.STYLE),
            "page.js", new Source("page.js", Asset.SCRIPT),
            "documents.js", new Source("documents.js", Asset.SCRIPT),
            "docs.js", new Source("docs.js", Asset.SCRIPT),
            "redoc.css", new Source("redoc.css", Asset.STYLE),
            "redoc.js", new Source("redoc.js", Asset.SCRIPT),
            "icon.svg", new Source("icon.svg", Asset.IMAGE),
            "swagger-ui.css", bundled("swagger-ui", "swagger-ui.css", Asset.STYLE),
            "swagger-ui-bundle.js", bundled("swagger-ui", "swagger-ui-bundle.js", Asset.SCRIPT),
            "redoc.standalone.js", bundled("redoc", "redoc.standalone.js", Asset.SCRIPT));
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
