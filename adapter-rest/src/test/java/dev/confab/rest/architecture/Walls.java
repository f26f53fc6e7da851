package dev.confab.rest.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.ChatFault;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules, each with its reason. */
final class Walls {

    /** The packages of the modules. */
    static final List<String> MODULES = List.of("dev.confab.domain", "dev.confab.application", "dev.confab.postgres",
            "dev.confab.openai", "dev.confab.retrieval", "dev.confab.rest");

    static final ArchRule DOMAIN_STANDS_ALONE = classes().that()
            .resideInAPackage("dev.confab.domain..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("dev.confab.domain..", "org.jspecify.annotations..").or(plainJava()))
            .because("rules and ports must outlive every framework, driver and vendor");

    static final ArchRule APPLICATION_KNOWS_THE_DOMAIN_ALONE = classes().that()
            .resideInAPackage("dev.confab.application..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("dev.confab.application..", "dev.confab.domain..", "org.jspecify.annotations..")
                            .or(plainJava()))
            .because("a plain main method embeds it, with nothing else on the class path");

    static final ArchRule ADAPTERS_DO_NOT_KNOW_EACH_OTHER = slices().matching("dev.confab.(*)..")
            .namingSlices("adapter $1")
            .as("adapters")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(),
                    resideInAnyPackage("dev.confab.domain..", "dev.confab.application.."))
            .because("the class path is the composition: each adapter can be left out or exchanged");

    static final ArchRule DRIVEN_ADAPTERS_KNOW_PORTS_ONLY = noClasses().that()
            .resideInAnyPackage("dev.confab.postgres..", "dev.confab.openai..", "dev.confab.retrieval..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.confab.application..")
                    .and(DescribedPredicate.not(resideInAPackage("dev.confab.application.memory"))))
            .because(
                    "the core drives them through its ports; they do not drive the core, and may lean on its stand-ins");

    static final ArchRule NO_PACKAGE_CYCLES = slices().matching("dev.confab.(**)")
            .should()
            .beFreeOfCycles()
            .because("a package that needs itself through others cannot be understood alone");

    static final ArchRule TIME_AND_OUTPUT_ARE_INJECTED = noClasses().that(areNotAssemblers())
            .should()
            .callMethodWhere(readsTheMachinesClockOrSleeps())
            .orShould()
            .accessFieldWhere(standardStream())
            .because("time, waiting and output are injected, so that tests decide about them");

    static final ArchRule VENDORS_STAY_IN_THEIR_ADAPTER = classes().that()
            .resideInAPackage("dev.confab..")
            .should(keepVendorsAtHome())
            .because("a vendor's type that leaves its adapter makes that vendor the design");

    static final ArchRule PORT_PACKAGES_HOLD_SHAPES_ONLY = classes().that()
            .resideInAnyPackage("dev.confab.domain.session..", "dev.confab.domain.assistant..",
                    "dev.confab.domain.llm..",
                    "dev.confab.domain.message..",
                    "dev.confab.domain.run..", "dev.confab.domain.summary..", "dev.confab.domain.background..",
                    "dev.confab.domain.fault..", "dev.confab.domain.health..")
            .and()
            .haveSimpleNameNotEndingWith("package-info")
            .should(beShapes())
            .because("who implements or calls a port must find nothing there that behaves");

    static final ArchRule OWNER_COMES_FIRST = methods().that()
            .areDeclaredInClassesThat()
            .haveNameMatching(
                    "dev\\.confab\\.domain\\..*(SessionStore|SummaryStore|DocumentStore|AssistantStore|ContextRetriever)")
            .and()
            .areNotStatic()
            .should(takeTheOwnerFirst())
            .because("what touches stored data says whose, or somebody reads what is not theirs");

    static final ArchRule CONTROLLERS_ARE_NOT_PUBLIC = classes().that()
            .areAnnotatedWith("io.micronaut.http.annotation.Controller")
            .should()
            .notBePublic()
            .because("HTTP is the only way in");

    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes().should(resideInNullMarkedPackages())
            .because("what may be null is said by types, not hoped");

    static final ArchRule NO_NAMES_WITHOUT_MEANING = noClasses().should()
            .haveNameMatching(".*(Impl|Util|Utils|Manager|Helper)(\\$.*)?")
            .orShould()
            .resideInAnyPackage("..common..", "..util..", "..utils..", "..helper..", "..impl..")
            .because("such a name says that nobody decided what it is");

    static final ArchRule LOGGERS_ARE_CONSTANTS = fields().that()
            .haveRawType("org.slf4j.Logger")
            .should()
            .bePrivate()
            .andShould()
            .beStatic()
            .andShould()
            .beFinal()
            .because("a logger belongs to its class");

    /** Every rule by its name. */
    static final Map<String, ArchRule> ALL = Map.ofEntries(Map.entry("domain stands alone", DOMAIN_STANDS_ALONE),
            Map.entry("application knows the domain alone", APPLICATION_KNOWS_THE_DOMAIN_ALONE),
            Map.entry("adapters do not know each other", ADAPTERS_DO_NOT_KNOW_EACH_OTHER),
            Map.entry("driven adapters know ports only", DRIVEN_ADAPTERS_KNOW_PORTS_ONLY),
            Map.entry("no package cycles", NO_PACKAGE_CYCLES),
            Map.entry("time and output are injected", TIME_AND_OUTPUT_ARE_INJECTED),
            Map.entry("vendors stay in their adapter", VENDORS_STAY_IN_THEIR_ADAPTER),
            Map.entry("port packages hold shapes only", PORT_PACKAGES_HOLD_SHAPES_ONLY),
            Map.entry("owner comes first", OWNER_COMES_FIRST),
            Map.entry("controllers are not public", CONTROLLERS_ARE_NOT_PUBLIC),
            Map.entry("every package is null marked", EVERY_PACKAGE_IS_NULL_MARKED),
            Map.entry("no names without meaning", NO_NAMES_WITHOUT_MEANING),
            Map.entry("loggers are constants", LOGGERS_ARE_CONSTANTS));

    /** Where a vendor's types may be named, by the start of their package. */
    private static final Map<String, Set<String>> HOMES = Map.ofEntries(
            Map.entry("dev.langchain4j", Set.of("dev.confab.openai")),
            Map.entry("org.apache.hc", Set.of("dev.confab.openai")),
            Map.entry("com.knuddels", Set.of("dev.confab.openai")),
            Map.entry("java.sql", Set.of("dev.confab.postgres")), Map.entry("javax.sql", Set.of("dev.confab.postgres")),
            Map.entry("org.postgresql", Set.of("dev.confab.postgres")),
            Map.entry("com.zaxxer", Set.of("dev.confab.postgres")),
            Map.entry("org.flywaydb", Set.of("dev.confab.postgres")),
            Map.entry("com.github.kagkarlsson", Set.of("dev.confab.postgres")),
            Map.entry("org.apache.lucene", Set.of("dev.confab.retrieval")),
            Map.entry("org.apache.pdfbox", Set.of("dev.confab.retrieval.extract")),
            Map.entry("org.apache.fontbox", Set.of("dev.confab.retrieval.extract")),
            Map.entry("ai.onnxruntime", Set.of("dev.confab.retrieval.minilm")),
            Map.entry("com.nimbusds", Set.of("dev.confab.rest.identity")),
            Map.entry("io.micronaut.security", Set.of("dev.confab.rest")),
            Map.entry("io.micronaut.http", Set.of("dev.confab.rest")), Map.entry("io.netty", Set.of("dev.confab.rest")),
            Map.entry("reactor", Set.of("dev.confab.rest")),
            Map.entry("org.reactivestreams", Set.of("dev.confab.rest")),
            Map.entry("ch.qos.logback", Set.of("dev.confab.rest")));

    private Walls() {}

    /** Of the platform's own library, what neither stores nor sends anything. */
    private static DescribedPredicate<JavaClass> plainJava() {
        return resideInAnyPackage("java..", "javax.crypto..")
                .and(DescribedPredicate.not(resideInAnyPackage("java.sql..", "java.net.http..")));
    }

    /** The start of the server, bean factories and builders: where a default clock or the terminal may be named. */
    private static DescribedPredicate<JavaClass> areNotAssemblers() {
        return DescribedPredicate.describe("are no assemblers",
                type -> !type.getPackageName().equals("dev.confab.rest.start")
                        && !type.getName().matches(".*(Application|Factory|Builder)(\\$.*)?"));
    }

    private static DescribedPredicate<JavaCall<?>> readsTheMachinesClockOrSleeps() {
        return DescribedPredicate.describe("reads the machine's clock or sleeps", call -> {
            JavaClass owner = call.getTargetOwner();
            String name = call.getName();
            boolean clock = (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
                    || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"));
            boolean now = owner.getPackageName().equals("java.time") && name.equals("now")
                    && call.getTarget().getRawParameterTypes().isEmpty();
            boolean sleep = owner.isEquivalentTo(Thread.class) && name.equals("sleep");
            return clock || now || sleep;
        });
    }

    private static DescribedPredicate<JavaFieldAccess> standardStream() {
        return DescribedPredicate.describe("writes to the terminal",
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && Set.of("out", "err").contains(access.getTarget().getName()));
    }

    private static ArchCondition<JavaClass> keepVendorsAtHome() {
        return new ArchCondition<>("keep vendors at home") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf()
                        .forEach(dependency -> HOMES.forEach((vendor, homes) -> {
                            boolean names = within(dependency.getTargetClass().getPackageName(), vendor);
                            if (names && homes.stream().noneMatch(home -> within(type.getPackageName(), home))) {
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                            }
                        }));
            }
        };
    }

    private static boolean within(String name, String root) {
        return name.equals(root) || name.startsWith(root + ".");
    }

    private static ArchCondition<JavaClass> beShapes() {
        return new ArchCondition<>("be interfaces, records, enums or faults") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.isInterface() && !type.isRecord() && !type.isEnum() && !type.isAssignableTo(ChatFault.class)
                        && !type.isAnonymousClass()) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " behaves"));
                }
            }
        };
    }

    private static ArchCondition<JavaMethod> takeTheOwnerFirst() {
        return new ArchCondition<>("take the owner first") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                var parameters = method.getRawParameterTypes();
                boolean synthetic = method.getModifiers().contains(JavaModifier.SYNTHETIC);
                if (!synthetic && (parameters.isEmpty() || !parameters.getFirst().isEquivalentTo(Owner.class))) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " does not say whose"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackages() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class.getName())) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
