package io.clickmill.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.clickmill", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLE =
            slices().matching("io.clickmill.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KNOWS_NEITHER_FLINK_NOR_HTTP = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "io.javalin..", "io.clickmill.job..", "io.clickmill.api..");

    @ArchTest
    static final ArchRule ONLY_THE_SKETCH_KNOWS_DATASKETCHES = noClasses()
            .that()
            .doNotHaveSimpleName("UniqueSketch")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.datasketches..");
}
