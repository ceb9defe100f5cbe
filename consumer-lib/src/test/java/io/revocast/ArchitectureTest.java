package io.revocast;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.util.Set;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {
    private final JavaClasses library = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.consumer", "io.revocast.jwt");

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.revocast.(*)..").should().beFreeOfCycles().check(library);
    }

    @Test
    void jsonIsReadByTheContractsCodec() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(library);
    }

    @Test
    void theStoreKnowsNothingOfKafkaAndOnlyItKnowsTheCache() {
        noClasses()
                .that()
                .haveSimpleNameStartingWith("RevocationStore")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(library);
        noClasses()
                .that(describe(
                        "are neither the store nor its clock",
                        type -> !type.getName().contains("RevocationStore")
                                && !type.getSimpleName().equals("ExpiryClock")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.benmanes..")
                .check(library);
    }

    @Test
    void checkingKnowsNothingOfKafka() {
        noClasses()
                .that(describe(
                        "take part in a check",
                        type -> Set.of("TokenMatcher", "Verdict", "Progress", "Evidence", "Entry", "ExpiryClock")
                                .contains(type.getSimpleName())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(library);
    }

    @Test
    void onlyTheDropInKnowsJavaJwt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.revocast.jwt..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.auth0..")
                .check(library);
    }

    /** A new name here is a promise to every user: add it on purpose. */
    @Test
    void thePublicTypesAreTheseAndNoOthers() {
        assertThat(library.stream()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getName))
                .containsExactlyInAnyOrder(
                        "io.revocast.consumer.FailurePolicy",
                        "io.revocast.consumer.Freshness",
                        "io.revocast.consumer.LiveRevocation",
                        "io.revocast.consumer.RevocationCheck",
                        "io.revocast.consumer.RevocationList",
                        "io.revocast.consumer.RevocationListener",
                        "io.revocast.consumer.State",
                        "io.revocast.consumer.Status",
                        "io.revocast.consumer.TopicPosition",
                        "io.revocast.consumer.Verdict",
                        "io.revocast.consumer.VerifiedToken",
                        "io.revocast.jwt.RevocationUnknownException",
                        "io.revocast.jwt.RevocationVerifier",
                        "io.revocast.jwt.TokenRevokedException",
                        "io.revocast.jwt.VerifiedJwt");
    }

    @Test
    void packagesAreNullMarked() {
        assertThat(library.stream().map(JavaClass::getPackage).distinct())
                .allMatch(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }
}
