package io.revocast.soak;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.soak");

    @Test
    void onlyTheInstanceUsesTheLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.revocast.soak.instance")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.revocast.consumer..")
                .check(CLASSES);
    }

    @Test
    void historyKnowsNothingOfHowItWasMade() {
        noClasses()
                .that()
                .resideInAPackage("io.revocast.soak.history")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.revocast.soak.lab", "io.revocast.event..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCircles() {
        slices().matching("io.revocast.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
