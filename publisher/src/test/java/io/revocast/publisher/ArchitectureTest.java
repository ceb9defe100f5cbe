package io.revocast.publisher;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {
    private static final String ROOT = "io.revocast.publisher";

    /** The flow of a write request, without any protocol. */
    private static final List<String> DOMAIN =
            List.of("request", "token", "append", "validate", "idempotency", "service", "audit", "credentials");

    private static final List<String> ENDPOINTS =
            List.of("api", "query", "check", "health", "oauth", "signals", "authentication", "console");

    private static final List<String> ADAPTERS = List.of("http", "kafka", "jwks", "metrics");

    /** Immutable values that are no records, because they hide what they hold or have more than one form. */
    private static final Set<String> VALUE_CLASSES =
            Set.of("ApiKey", "ClientCertificate", "ClientProperties", "HashedHeaderValue", "SourceAddresses");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.revocast.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheRootWires() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CLASSES);
    }

    /** Settings are values: they use values of other packages, and create no collaborators. */
    @Test
    void settingsDependOnValuesOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".settings")
                .should()
                .onlyDependOnClassesThat(describe(
                        "are values, read the configuration, or belong to no package of the publisher",
                        type -> !type.getPackageName().startsWith(ROOT)
                                || type.getPackageName().equals(ROOT + ".settings")
                                || type.isRecord()
                                || type.isEnum()
                                || VALUE_CLASSES.contains(type.getSimpleName())))
                .check(CLASSES);
    }

    @Test
    void domainKnowsNoEndpointAndNoAdapter() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(DOMAIN))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(
                                Stream.of(packages(ENDPOINTS)),
                                Stream.of(packages(ADAPTERS)),
                                Stream.of(
                                        ROOT + ".json",
                                        "io.revocast.cli..",
                                        "org.apache.kafka..",
                                        "io.javalin..",
                                        "com.nimbusds.."))
                        .flatMap(names -> names)
                        .toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void auditKnowsNothingOfWhatIsAudited() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".audit")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.concat(
                                Stream.of(packages(DOMAIN)).filter(name -> !name.equals(ROOT + ".audit..")),
                                Stream.of("io.revocast.consumer.."))
                        .toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        for (String one : ADAPTERS) {
            String[] others = ADAPTERS.stream()
                    .filter(other -> !other.equals(one))
                    .map(name -> ROOT + "." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + one + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(CLASSES);
        }
    }

    @Test
    void serverKnowsNoEndpoint() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".http", ROOT + ".tls")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(ENDPOINTS))
                .check(CLASSES);
    }

    @Test
    void packagesHaveAtMostThirtyFiles() {
        Map<String, Long> files = CLASSES.stream()
                .filter(type -> type.isTopLevelClass())
                .collect(Collectors.groupingBy(type -> type.getPackageName(), Collectors.counting()));

        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(30));
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    @Test
    void libraryOfEachKindHasOneHome() {
        onlyIn("org.apache.kafka..", ".kafka..");
        onlyIn("com.nimbusds..", ".jwks", ".console.openid");
        onlyIn("io.micrometer..", ".metrics", ".kafka..");
        onlyIn("nl.altindag..", ".tls");
        onlyIn("com.github.benmanes.caffeine..", ".credentials");
        String[] web = Stream.of(List.of("http", "tls", "json"), ENDPOINTS)
                .flatMap(List::stream)
                .map("."::concat)
                .toArray(String[]::new);
        onlyIn("io.javalin..", web);
        onlyIn("org.eclipse.jetty..", web);
        onlyIn(
                "com.fasterxml.jackson.databind..",
                Stream.concat(Stream.of(web), Stream.of(".audit")).toArray(String[]::new));
    }

    private static void onlyIn(String library, String... homes) {
        classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .resideOutsideOfPackages(Stream.of(homes).map(ROOT::concat).toArray(String[]::new))
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(library)
                .check(CLASSES);
    }
}
