package io.revocast.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    private static final JavaClasses COMMANDS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.cli");

    @Test
    void commandsNeedTheClientAndTheContractOfRevocastAndNoMore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.revocast.consumer..", "io.revocast.publisher..", "org.apache.kafka..")
                .check(COMMANDS);
    }

    @Test
    void onlyTheProgressLineKnowsItsLibrary() {
        classes()
                .that()
                .doNotHaveSimpleName("Progress")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.revocast..",
                        "java..",
                        "javax.net.ssl..",
                        "org.jspecify.annotations..",
                        "picocli..",
                        "com.fasterxml.jackson.."))
                .check(COMMANDS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.revocast.(**)").should().beFreeOfCycles().check(COMMANDS);
    }

    @Test
    void commandsCallThePublisherThroughTheClientOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(COMMANDS);
    }
}
