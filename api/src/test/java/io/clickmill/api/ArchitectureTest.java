package io.clickmill.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.clickmill.api", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String API = "io.clickmill.api";

    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_THE_JOB =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.clickmill.job..", "org.apache.flink..");

    @ArchTest
    static final ArchRule HAS_NO_CYCLES =
            slices().matching("io.clickmill.api.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule QUERY_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage(API + ".query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    API + ".plan..",
                    API + ".sql..",
                    API + ".http..",
                    API + ".auth..",
                    API + ".stats..",
                    API + ".collect..",
                    API + ".publish..",
                    API + ".track..",
                    API + ".dialect..",
                    "io.javalin..");

    @ArchTest
    static final ArchRule PLAN_KNOWS_QUERY_ONLY = noClasses()
            .that()
            .resideInAPackage(API + ".plan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    API + ".sql..",
                    API + ".http..",
                    API + ".auth..",
                    API + ".stats..",
                    API + ".collect..",
                    API + ".publish..",
                    API + ".track..",
                    API + ".dialect..",
                    "io.javalin..");

    @ArchTest
    static final ArchRule SQL_IS_IN_ITS_PLACE = noClasses()
            .that()
            .resideInAnyPackage(
                    API + ".query..",
                    API + ".plan..",
                    API + ".http..",
                    API + ".stats..",
                    API + ".collect..",
                    API + ".publish..",
                    API + ".track..",
                    API + ".dialect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..");

    @ArchTest
    static final ArchRule HTTP_IS_IN_ITS_PLACE = noClasses()
            .that()
            .resideInAnyPackage(API + ".sql..", API + ".auth..", API + ".track..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", API + ".http..");

    @ArchTest
    static final ArchRule DIALECTS_ARE_STRANGERS = slices().matching("io.clickmill.api.dialect.(*)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule DIALECTS_ASK_QUERIES_ONLY = noClasses()
            .that()
            .resideInAPackage(API + ".dialect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(API + ".plan..", API + ".sql..", API + ".stats..", API + ".collect..")
            .allowEmptyShould(true);
}
