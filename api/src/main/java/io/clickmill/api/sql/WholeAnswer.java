package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.Plan;
import io.clickmill.api.plan.Reading;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.seal.SealPageSql;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads all groups of a question into memory: the rollup rows, then what they leave to seals or to the log, and the late
 * events.
 */
final class WholeAnswer {
    private final StatsQuery query;
    private final Plan plan;
    private final Reading reading;
    private final Tallies tallies;
    private final Effort effort;
    private final Coverage coverage;
    private final Optional<Seals> seals;
    private List<Span> log = List.of();
    private List<Span> late = List.of();
    private Optional<SealedDays> sealed = Optional.empty();
    private int readDays;
    private long sealRows;
    private long rollupRows;
    private long logRows;
    private long lateRows;

    WholeAnswer(
            StatsQuery query,
            Plan plan,
            Coverage coverage,
            Optional<Seals> seals,
            int mostGroups,
            Tallies.Limits limits,
            AnswerMemory.Answer memory,
            Effort effort) {
        this.query = query;
        this.plan = plan;
        this.reading = new Reading(plan);
        this.tallies = Tallies.ofAll(query, mostGroups, limits, memory);
        this.effort = effort;
        this.coverage = coverage;
        this.seals = seals;
    }

    /** What has become of an answer. */
    enum Outcome {
        /** All groups are here. */
        WHOLE,
        /** Nothing but rollups was read: {@link #sealedDays} are better read from seals as a whole. */
        BETTER_FROM_SEALS,
        /** Nothing was added: {@link #pageOfSeals} finds the page without bringing the other groups here. */
        BETTER_AS_PAGE_OF_SEALS,
        /** The log was left out: it has so many events that the database finds a page of them faster. */
        BETTER_AS_PAGE
    }

    /**
     * Adds up all rows of rollups, of seals and of the log.
     *
     * @param mayGiveUpRollups whether the outcome may be {@link Outcome#BETTER_FROM_SEALS}
     * @throws QueryException if there are more groups or visitors than can be held
     */
    Outcome read(Connection connection, boolean mayGiveUpRollups) throws SQLException {
        if (plan.source().isPresent()) {
            SelectRollups rollups = new SelectRollups(query, plan.source().get());
            while (!reading.wanted().isEmpty()) {
                rollupRows += rollups.read(connection, reading, tallies, effort);
                reading.next();
            }
        }
        log = reading.log();
        late = reading.late();
        sealed = SealedDays.of(connection, seals, query, tallies.starts(), coverage, log);
        if (sealed.isPresent()) {
            if (sealed.get().isScattered()) {
                if (mayGiveUpRollups
                        && plan.source().isPresent()
                        && sealed.get().areFewRuns()) {
                    return Outcome.BETTER_FROM_SEALS;
                }
            } else if (!query.asks(Metric.UNIQUES) && mayBePageOfSeals()) {
                return Outcome.BETTER_AS_PAGE_OF_SEALS;
            } else if (!readSeals(sealed.get()) && mayBePageOfSeals()) {
                return Outcome.BETTER_AS_PAGE_OF_SEALS;
            }
        }
        long events = events(connection, log, late);
        effort.events(events);
        if (readDays == 0 && PageAnswer.isSooner(query, plan, events)) {
            return Outcome.BETTER_AS_PAGE;
        }
        logRows = readLog(connection, log, false);
        lateRows = readLog(connection, late, true);
        return Outcome.WHOLE;
    }

    /** Whether {@link #pageOfSeals} can answer. */
    boolean mayBePageOfSeals() {
        return sealed.isPresent()
                && !sealed.get().isScattered()
                && plan.source().isEmpty()
                && PageAnswer.isFor(query)
                && SealPageSql.canAnswer(query);
    }

    /**
     * Has DuckDB count, sort and cut the groups of sealed days and of what they leave to the log.
     *
     * @param page receives the rows of the page
     * @param before the bytes that the answer had taken before
     * @return empty if the seals cannot be read, and nothing was
     */
    Optional<StatsResult> pageOfSeals(Connection connection, Tallies page, long before) throws SQLException {
        SealedDays days = sealed.orElseThrow();
        List<Span> rest = days.spans().rest();
        List<Span> lateOnes = withSealed(days);
        effort.events(events(connection, rest, lateOnes));
        return days.readPage(page, rest, lateOnes, effort)
                .map(whole -> new StatsResult(
                        page.hold(page.rows(), before),
                        whole.rows(),
                        coverage.progress(),
                        new PlanSummary(
                                0,
                                0,
                                0,
                                days.epochDays().size(),
                                rest.size(),
                                0,
                                whole.sealRows(),
                                whole.logRows(),
                                whole.lateRows())));
    }

    /** The ranges whose late events are read, with those that seals answer. */
    private List<Span> withSealed(SealedDays days) {
        return Span.joined(Stream.concat(reading.late().stream(), days.spans().sealed().stream())
                .toList());
    }

    /** The sealed days of the ranges that rollups leave over, in days since 1970-01-01. */
    Set<Long> sealedDays() {
        return sealed.map(SealedDays::epochDays).orElse(Set.of());
    }

    /** Has seals answer what they can of the log's ranges. Of these, only the late rows are left to the log. */
    private boolean readSeals(SealedDays days) throws SQLException {
        Optional<Long> events = days.read(tallies, effort);
        if (events.isPresent()) {
            readDays = days.epochDays().size();
            sealRows = events.get();
            log = days.spans().rest();
            late = withSealed(days);
        }
        return events.isPresent();
    }

    /**
     * The asked rows of what was read.
     *
     * @param before the bytes that the answer had taken before
     */
    StatsResult result(long before) {
        List<Row> rows = tallies.rows();
        PlanSummary summary = new PlanSummary(
                reading.used(Granularity.DAY),
                reading.used(Granularity.HOUR),
                reading.used(Granularity.MINUTE),
                readDays,
                log.size(),
                rollupRows,
                sealRows,
                logRows,
                lateRows);
        return new StatsResult(tallies.page(rows, before), rows.size(), coverage.progress(), summary);
    }

    /** The number of events to read from the log, up to one that makes the question expensive. */
    private long events(Connection connection, List<Span> ranges, List<Span> lateRanges) throws SQLException {
        return new CountLog(query.selection(), !query.countsClicks(), effort.expensiveEvents())
                .of(ranges, false)
                .of(lateRanges, true)
                .read(connection);
    }

    private long readLog(Connection connection, List<Span> spans, boolean late) throws SQLException {
        return spans.isEmpty()
                ? 0
                : new SelectLog(query, tallies, spans, late, Optional.empty()).read(connection, tallies);
    }
}
