package io.revocast.publisher;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    private static final String ROOT = "io.revocast.publisher";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesHaveNoCircles() {
        slices().matching("io.revocast.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void rootWiresAndIsImportedByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CLASSES);
    }

    @Test
    void domainKnowsNoNeighbour() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".revoke", ROOT + ".audit", ROOT + ".access", ROOT + ".receive")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".http",
                        ROOT + ".kafka",
                        ROOT + ".jwks",
                        ROOT + ".config",
                        ROOT + ".metrics",
                        "io.revocast.cli..",
                        "org.apache.kafka..",
                        "io.javalin..",
                        "com.nimbusds..")
                .check(CLASSES);
    }

    @Test
    void auditKnowsNothingOfWhatIsAudited() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".audit")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".revoke", ROOT + ".access", "io.revocast.consumer..")
                .check(CLASSES);
    }

    @Test
    void neighboursOfTheDomainDoNotKnowEachOther() {
        for (String one : new String[] {"http", "kafka", "jwks", "config", "metrics"}) {
            for (String other : new String[] {"http", "kafka", "jwks", "config", "metrics"}) {
                if (!one.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + one)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(ROOT + "." + other)
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void libraryOfEachKindHasOneHome() {
        onlyIn("org.apache.kafka..", ".kafka");
        onlyIn("com.nimbusds..", ".jwks");
        onlyIn("io.micrometer..", ".metrics", ".kafka");
        onlyIn("io.javalin..", ".http");
        onlyIn("org.eclipse.jetty..", ".http");
        onlyIn("com.fasterxml.jackson.databind..", ".http");
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
