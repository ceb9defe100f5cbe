package io.revocast.event;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {
    private static final JavaClasses CONTRACT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.event");

    @Test
    void contractNeedsTheJdkAndTheJsonParserOfItsCodec() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.revocast.event..", "java..", "org.jspecify.annotations..", "com.fasterxml.jackson.core.."))
                .check(CONTRACT);
        noClasses()
                .that(describe(
                        "are no codec and read no JSON",
                        type -> !type.getName().contains("EventCodec")
                                && !type.getName().contains("RecordJson")
                                && !type.getName().contains("ClaimReader")
                                && !type.getName().contains("ReportCodec")
                                && !type.getName().contains("ReportParser")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(CONTRACT);
    }

    /** A new name here is a promise to every user: add it on purpose. */
    @Test
    void publicTypesAreTheseAndNoOthers() {
        assertThat(CONTRACT.stream()
                        .filter(type -> type.isTopLevelClass()
                                && type.getPackageName().equals("io.revocast.event")
                                && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("Receipt", "Revocation", "Target");
    }

    @Test
    void packageIsNullMarked() {
        assertThat(CONTRACT.stream().map(JavaClass::getPackage).distinct())
                .allMatch(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }
}
