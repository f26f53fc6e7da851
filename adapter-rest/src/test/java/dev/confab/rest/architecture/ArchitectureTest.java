package dev.confab.rest.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    /** Classes that Micronaut's processors write beside ours. */
    private static final Pattern GENERATED = Pattern
            .compile(".*/\\$[^/]*\\.class|.*\\$Definition.*|.*\\$Introspection.*");

    /** The test jars of other modules, which are no product either. */
    private static final String TEST_JAR = "-tests.jar!";

    /** What is wrong on purpose, by the rule that must say so. */
    private static final Map<String, List<String>> FIXTURES = Map.ofEntries(
            Map.entry("domain stands alone", List.of("dev.confab.domain.fixture.framework")),
            Map.entry("application knows the domain alone", List.of("dev.confab.application.fixture.driver")),
            Map.entry("adapters do not know each other",
                    List.of("dev.confab.openai.fixture.neighbour", "dev.confab.retrieval.fixture.home")),
            Map.entry("driven adapters know ports only", List.of("dev.confab.postgres.fixture.driving")),
            Map.entry("no package cycles",
                    List.of("dev.confab.rest.fixture.cycle.left", "dev.confab.rest.fixture.cycle.right")),
            Map.entry("time and output are injected", List.of("dev.confab.rest.fixture.clock")),
            Map.entry("vendors stay in their adapter", List.of("dev.confab.rest.fixture.vendor")),
            Map.entry("port packages hold shapes only", List.of("dev.confab.domain.session.fixture")),
            Map.entry("owner comes first", List.of("dev.confab.domain.session.fixture")),
            Map.entry("controllers are not public", List.of("dev.confab.rest.fixture.controller")),
            Map.entry("every package is null marked", List.of("dev.confab.rest.fixture.unmarked")),
            Map.entry("no names without meaning", List.of("dev.confab.rest.fixture.names")),
            Map.entry("loggers are constants", List.of("dev.confab.rest.fixture.logger")));

    private static JavaClasses product = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readClasses() {
        product = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(ArchitectureTest::isWritten)
                .importPackages("dev.confab");
    }

    @Test
    void everyModule_isSeen() {
        for (String module : Walls.MODULES) {
            assertTrue(product.stream().anyMatch(type -> type.getPackageName().startsWith(module)), module);
        }
        assertFalse(product.stream().anyMatch(type -> type.getName().contains(".fixture.")), "fixtures are no product");
    }

    @TestFactory
    Stream<DynamicTest> everyWall_stands() {
        return Walls.ALL.entrySet()
                .stream()
                .map(wall -> DynamicTest.dynamicTest(wall.getKey(), () -> wall.getValue().check(product)));
    }

    @TestFactory
    Stream<DynamicTest> everyWall_canFail() {
        return Walls.ALL.entrySet().stream().map(wall -> DynamicTest.dynamicTest(wall.getKey(), () -> {
            JavaClasses bad = new ClassFileImporter().importPackages(FIXTURES.getOrDefault(wall.getKey(), List.of()));
            assertTrue(bad.size() > 0, "there is a fixture");
            ArchRule rule = wall.getValue();
            AssertionError said = assertThrows(AssertionError.class, () -> rule.check(bad));
            assertTrue(String.valueOf(said.getMessage()).contains("Architecture Violation"), said::getMessage);
        }));
    }

    @Test
    void everyFixture_belongsToAWall() {
        assertEquals(new TreeSet<>(Walls.ALL.keySet()), new TreeSet<>(FIXTURES.keySet()));
        var found = new TreeSet<String>();
        new ClassFileImporter().importPackages("dev.confab")
                .stream()
                .map(type -> type.getPackageName())
                .filter(name -> name.contains(".fixture"))
                .forEach(found::add);
        Set<String> used = new TreeSet<>();
        new ArrayList<>(FIXTURES.values()).forEach(used::addAll);
        assertEquals(used, found);
    }

    private static boolean isWritten(Location location) {
        return !location.matches(GENERATED) && !location.contains(TEST_JAR);
    }
}
