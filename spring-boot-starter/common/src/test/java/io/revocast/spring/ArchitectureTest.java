package io.revocast.spring;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.spring");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.revocast.(spring..)").should().beFreeOfCycles().check(MODULE);
    }

    /** A WebFlux application has no servlet API. */
    @Test
    void filtersAndDecodersOfWebFluxNeedNoServletApi() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("WebFilter")
                .or()
                .haveSimpleName("CheckingReactiveJwtDecoder")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(MODULE);
    }

    @Test
    void usesNeitherInternalPackagesNorTypesThatMoveBetweenTheLines() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.revocast..internal..",
                        "org.springframework.boot.actuate.health..",
                        "org.springframework.boot.autoconfigure.kafka..",
                        "org.springframework.boot.autoconfigure.security..",
                        "org.springframework.boot.web.server..",
                        "com.fasterxml.jackson.databind..")
                .check(MODULE);
    }
}
