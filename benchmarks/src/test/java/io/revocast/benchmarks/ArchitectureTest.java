package io.revocast.benchmarks;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest {
    @Test
    void packagesHaveNoCircles() {
        slices().matching("io.revocast.(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter().importPackages("io.revocast.benchmarks"));
    }
}
