package io.revocast.demo;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.demo");

    @Test
    void serviceKnowsThePublisherByHttpOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.revocast.publisher..")
                .check(CLASSES);
    }

    @Test
    void onlyTheStoryHasABroker() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.revocast.demo.story")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.revocast.embedded..", "kafka..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void storyWatchesTheServiceFromOutside() {
        noClasses()
                .that()
                .resideInAPackage("io.revocast.demo.story")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.revocast.demo", "io.revocast.consumer..", "io.revocast.event..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.revocast.demo")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.revocast.demo.story")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCircles() {
        slices().matching("io.revocast.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
