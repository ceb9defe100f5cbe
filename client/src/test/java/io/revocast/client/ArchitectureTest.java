package io.revocast.client;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {
    private static final JavaClasses CLIENT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.client");

    @Test
    void clientNeedsTheContractAndTheJdkOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.revocast.client..",
                        "io.revocast.event..",
                        "java..",
                        "javax.net.ssl..",
                        "org.jspecify.annotations..",
                        "com.fasterxml.jackson.core.."))
                .check(CLIENT);
    }

    /** A new name here is a promise to every user: add it on purpose. */
    @Test
    void publicTypesAreTheseAndNoOthers() {
        assertThat(CLIENT.stream()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "AuditFilter",
                        "AwaitedReply",
                        "FleetReply",
                        "InstancePropagation",
                        "PropagationReply",
                        "PropagationWait",
                        "RevocationEventStream",
                        "LineStream",
                        "PublisherApi",
                        "Reason",
                        "ReinstatementReply",
                        "RevocationClient",
                        "RevocationFilter",
                        "RevocationRefusedException",
                        "RevocationReply",
                        "RevocationRequest",
                        "RevocationUnconfirmedException");
    }

    @Test
    void packageIsNullMarked() {
        assertThat(CLIENT.stream().map(JavaClass::getPackage).distinct())
                .allMatch(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }
}
