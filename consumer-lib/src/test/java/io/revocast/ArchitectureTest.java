package io.revocast;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {
    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.consumer", "io.revocast.jwt", "io.revocast.metrics", "io.revocast.testing");

    /** Why a module other than those that own the internal packages uses them. */
    private static final Map<String, String> USERS_OF_INTERNALS = Map.of(
            "publisher", "appends events, and reads its own topic with the list that services embed",
            "soak", "writes damaged records next to valid ones, and compares them with the log",
            "benchmarks", "writes topics of millions of events without a publisher");

    /** A package and its internal package count as one. */
    @Test
    void packagesFormNoCircle() {
        slices().matching("io.revocast.(*)..").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void internalPackagesHaveNoCycles() {
        slices().matching("io.revocast.consumer.(**)").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void packagesHaveAtMostThirtyFiles() {
        Map<String, Long> files = LIBRARY.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(30));
    }

    @Test
    void jsonIsReadByTheContractsCodec() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(LIBRARY);
    }

    @Test
    void theStoreKnowsNothingOfKafkaAndOnlyItKnowsTheCache() {
        noClasses()
                .that()
                .haveSimpleNameStartingWith("RevocationStore")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(LIBRARY);
        noClasses()
                .that(describe(
                        "are neither the store nor its clock",
                        type -> !type.getName().contains("RevocationStore")
                                && !type.getSimpleName().equals("ExpiryClock")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.benmanes..")
                .check(LIBRARY);
    }

    @Test
    void checkingKnowsNothingOfKafka() {
        noClasses()
                .that(describe(
                        "take part in a check",
                        type -> Set.of(
                                        "TokenMatcher",
                                        "Verdict",
                                        "ReplayProgress",
                                        "FreshnessProof",
                                        "Entry",
                                        "ExpiryClock")
                                .contains(type.getSimpleName())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(LIBRARY);
    }

    @Test
    void onlyTheDropInKnowsJavaJwt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.revocast.jwt..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.auth0..")
                .check(LIBRARY);
    }

    @Test
    void onlyTheMetricsKnowMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.revocast.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(LIBRARY);
    }

    /** A new name here is a promise to every user: add it on purpose. A service needs each of them. */
    @Test
    void thePublicTypesAreTheseAndNoOthers() {
        JavaClasses api = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.revocast.consumer", "io.revocast.event", "io.revocast.jwt", "io.revocast.metrics");

        assertThat(api.stream()
                        .filter(type -> type.isTopLevelClass()
                                && !(type.getPackageName() + ".").contains(".internal.")
                                && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getName))
                .containsExactlyInAnyOrder(
                        "io.revocast.consumer.AppliedEvent",
                        "io.revocast.consumer.Counters",
                        "io.revocast.consumer.FailurePolicy",
                        "io.revocast.consumer.Freshness",
                        "io.revocast.consumer.Reporting",
                        "io.revocast.consumer.RevocationCheck",
                        "io.revocast.consumer.RevocationList",
                        "io.revocast.consumer.RevocationListener",
                        "io.revocast.consumer.State",
                        "io.revocast.consumer.Status",
                        "io.revocast.consumer.Verdict",
                        "io.revocast.consumer.VerifiedClaims",
                        "io.revocast.consumer.VerifiedToken",
                        "io.revocast.event.Receipt",
                        "io.revocast.event.Revocation",
                        "io.revocast.event.Target",
                        "io.revocast.jwt.RevocationUnknownException",
                        "io.revocast.jwt.RevocationVerifier",
                        "io.revocast.jwt.TokenRevokedException",
                        "io.revocast.jwt.VerifiedJwt",
                        "io.revocast.metrics.KafkaReaderMetrics",
                        "io.revocast.metrics.RevocationMetrics")
                .hasSizeLessThanOrEqualTo(22);
    }

    /** Reads the sources of every module, because no module has all the others on its class path. */
    @Test
    void internalPackagesAreUsedByTheModulesThatGiveAReason() throws IOException {
        Set<String> users = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of(".."))) {
            for (Path source : sources.filter(ArchitectureTest::isMainSource).toList()) {
                String text = Files.readString(source);
                if (text.contains("io.revocast.event.internal") || text.contains("io.revocast.consumer.internal")) {
                    users.add(source.getName(1).toString());
                }
            }
        }
        users.removeAll(Set.of("events", "consumer-lib"));

        assertThat(users).isEqualTo(new TreeSet<>(USERS_OF_INTERNALS.keySet()));
    }

    private static boolean isMainSource(Path path) {
        return path.toString().replace('\\', '/').contains("/src/main/java/")
                && path.toString().endsWith(".java");
    }

    @Test
    void packagesAreNullMarked() {
        assertThat(LIBRARY.stream().map(JavaClass::getPackage).distinct())
                .allMatch(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }
}
