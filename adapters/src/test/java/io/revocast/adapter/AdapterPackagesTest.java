package io.revocast.adapter;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

/** A service that uses one adapter needs none of the other libraries. */
class AdapterPackagesTest {
    private static final String[] ALWAYS = {
        "java..", "org.jspecify.annotations..", "io.revocast.consumer", "io.revocast.jwt", "io.revocast.adapter"
    };

    private static final JavaClasses ADAPTERS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.revocast.adapter");

    @ParameterizedTest
    @CsvSource({
        "nimbus, com.nimbusds..",
        "jjwt, io.jsonwebtoken..",
        "jose4j, org.jose4j..",
        "servlet, jakarta.servlet..",
        "jaxrs, jakarta..",
        "javalin, io.javalin..",
        "grpc, io.grpc.."
    })
    void anAdapterDependsOnItsLibraryAlone(String name, String library) {
        String[] allowed = new String[ALWAYS.length + 2];
        System.arraycopy(ALWAYS, 0, allowed, 0, ALWAYS.length);
        allowed[ALWAYS.length] = library;
        allowed[ALWAYS.length + 1] = "io.revocast.adapter." + name;
        classes()
                .that()
                .resideInAPackage("io.revocast.adapter." + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(ADAPTERS);
    }

    @Test
    void whatAdaptersShareNeedsNoLibrary() {
        classes()
                .that()
                .resideInAPackage("io.revocast.adapter")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations..",
                        "io.revocast.consumer",
                        "io.revocast.event",
                        "io.revocast.adapter")
                .check(ADAPTERS);
    }

    /** A new name here is a promise to every user: add it on purpose. */
    @Test
    void thePublicTypesAreTheseAndNoOthers() {
        assertThat(ADAPTERS.stream()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "LiveCallInterceptor",
                        "LiveConnections",
                        "Refusal",
                        "RevocationHandler",
                        "RevocationJwsParser",
                        "RevocationJwtConsumer",
                        "RevocationJwtProcessor",
                        "RevocationRequestFilter",
                        "RevocationServerInterceptor",
                        "RevocationServletFilter",
                        "RevocationValidator");
    }

    @Test
    void packagesAreNullMarked() {
        assertThat(ADAPTERS.stream().map(JavaClass::getPackage).distinct())
                .allMatch(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }
}
