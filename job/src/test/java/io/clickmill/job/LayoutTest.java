package io.clickmill.job;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.clickmill.contract.event.Event;
import io.clickmill.job.count.CountedEvent;
import io.clickmill.job.count.PartialCount;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.dedup.EventIdentity;
import io.clickmill.job.dedup.IdentityBucket;
import io.clickmill.job.enrich.BotReason;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks which packages may import which. */
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

    /**
     * Packages from the bottom up, as in ARCHITECTURE.md. A package uses lower floors, and no other package of its own
     * floor.
     */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("event", "time", "progress"),
            Set.of("receive", "links"),
            Set.of("dedup", "enrich"),
            Set.of("count"),
            Set.of("log", "rollup", "seal"),
            Set.of("fold"));

    @ArchTest
    static void packagesUseLowerFloorsOnly(JavaClasses classes) {
        Set<String> notBelow = classes.stream()
                .filter(resideInAnyPackage("io.clickmill.job.*"))
                .map(type -> type.getPackageName().replace("io.clickmill.job.", ""))
                .collect(Collectors.toCollection(HashSet::new));
        assertThat(FLOORS.stream().flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(notBelow);
        for (Set<String> floor : FLOORS) {
            for (String name : floor) {
                noClasses()
                        .that()
                        .resideInAPackage("io.clickmill.job." + name)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(notBelow.stream()
                                .filter(other -> !other.equals(name))
                                .map(other -> "io.clickmill.job." + other)
                                .toArray(String[]::new))
                        .check(classes);
            }
            notBelow.removeAll(floor);
        }
    }

    @ArchTest
    static final ArchRule sqlStaysWithTheTables = noClasses()
            .that()
            .resideInAPackage(JOB)
            .and(not(resideInAnyPackage(
                    "io.clickmill.job.links",
                    "io.clickmill.job.log",
                    "io.clickmill.job.progress",
                    "io.clickmill.job.fold",
                    "io.clickmill.job.rollup",
                    "io.clickmill.job.seal")))
            .and(not(belongToAnyOf(PostgresAccess.class)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql", "javax.sql", "org.postgresql..");

    @ArchTest
    static final ArchRule decidersDoNotUseFlink = noClasses()
            .that(belongToAnyOf(
                    Lateness.class,
                    Verdict.class,
                    Arrival.class,
                    EventIdentity.class,
                    IdentityBucket.class,
                    Enricher.class,
                    Event.class,
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
    static final ArchRule onlyTheContractUsesDatasketches = noClasses()
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
