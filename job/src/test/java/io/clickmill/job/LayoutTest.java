package io.clickmill.job;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.clickmill.job.count.CountedEvent;
import io.clickmill.job.count.PartialCount;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.dedup.EventIdentity;
import io.clickmill.job.dedup.IdentityBucket;
import io.clickmill.job.enrich.BotReason;
import io.clickmill.job.enrich.EnrichedClick;
import io.clickmill.job.enrich.Enricher;
import io.clickmill.job.enrich.GeoLookup;
import io.clickmill.job.enrich.UserAgents;
import io.clickmill.job.fold.RebuildMain;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import io.clickmill.job.time.Lateness;
import java.time.Clock;
import java.time.Instant;

/** Who may import whom. */
@AnalyzeClasses(packages = "io.clickmill", importOptions = DoNotIncludeTests.class)
class LayoutTest {
    private static final String JOB = "io.clickmill.job..";

    @ArchTest
    static final ArchRule jobAndApiShareTablesOnly = noClasses()
            .that()
            .resideInAPackage(JOB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.clickmill.api..", "io.clickmill.local..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.clickmill.job.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sqlStaysWithTheTables = noClasses()
            .that()
            .resideInAPackage(JOB)
            .and(not(resideInAnyPackage(
                    "io.clickmill.job.links",
                    "io.clickmill.job.log",
                    "io.clickmill.job.progress",
                    "io.clickmill.job.fold",
                    "io.clickmill.job.rollup")))
            .and(not(belongToAnyOf(PostgresAccess.class)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql", "javax.sql", "org.postgresql..");

    @ArchTest
    static final ArchRule decidersKnowNoFlink = noClasses()
            .that(belongToAnyOf(
                    Lateness.class,
                    Verdict.class,
                    Arrival.class,
                    EventIdentity.class,
                    IdentityBucket.class,
                    Enricher.class,
                    EnrichedClick.class,
                    BotReason.class,
                    GeoLookup.class,
                    UserAgents.class,
                    CountedEvent.class,
                    PartialCount.class,
                    RollupKey.class,
                    RollupRow.class,
                    BalanceChange.class))
            .or()
            .resideInAPackage("io.clickmill.job.fold")
            .or()
            .haveFullyQualifiedName("io.clickmill.contract.links.LinkParser")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule sketchesStayBehindTheContract = noClasses()
            .that()
            .resideInAPackage(JOB)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.datasketches..");

    @ArchTest
    static final ArchRule theClockIsReadInAMainOnly = noClasses()
            .that()
            .resideInAPackage(JOB)
            .and(not(belongToAnyOf(Main.class, io.clickmill.job.fold.Main.class, RebuildMain.class)))
            .should()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
