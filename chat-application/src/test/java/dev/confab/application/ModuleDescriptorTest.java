package dev.confab.application;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.domain.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module descriptors say that the core needs nothing, and open every package to those who use it. */
class ModuleDescriptorTest {

    @Test
    void domain_needsNothingAtRunTime() throws Exception {
        assertEquals(Set.of("java.base"), neededAtRunTime(descriptor(Owner.class)));
    }

    @Test
    void application_needsTheDomainAlone() throws Exception {
        assertEquals(Set.of("java.base", "dev.confab.domain"), neededAtRunTime(descriptor(Confab.class)));
    }

    @Test
    void everyPackageButTheEngines_isExported() throws Exception {
        for (Class<?> type : new Class<?>[] { Owner.class, Confab.class }) {
            Set<String> exported = descriptor(type).exports()
                    .stream()
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());

            Set<String> open = packages(type);
            open.remove("dev.confab.application.execution");
            open.remove("dev.confab.application.ingestion");
            assertEquals(open, exported);
        }
    }

    private static Set<String> neededAtRunTime(ModuleDescriptor module) {
        return module.requires()
                .stream()
                .filter(needed -> !needed.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .collect(Collectors.toSet());
    }

    private static ModuleDescriptor descriptor(Class<?> type) throws IOException, URISyntaxException {
        Path classes = classes(type);
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        }
    }

    private static Set<String> packages(Class<?> type) throws IOException, URISyntaxException {
        Path classes = classes(type);
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(
                    file -> file.toString().endsWith(".class") && file.getNameCount() > classes.getNameCount() + 1)
                    .map(file -> classes.relativize(Objects.requireNonNull(file.getParent()))
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), "."))
                    .collect(Collectors.toSet());
        }
    }

    /** The folder of compiled classes, also when the class itself was loaded from the jar made of it. */
    private static Path classes(Class<?> type) throws URISyntaxException {
        URL location = type.getProtectionDomain().getCodeSource().getLocation();
        Path path = Path.of(location.toURI());
        return Files.isDirectory(path) ? path : Objects.requireNonNull(path.getParent()).resolve("classes");
    }
}
