package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.SealedSpans;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.seal.Seal;
import io.clickmill.api.seal.SealPageSql;
import io.clickmill.api.seal.SealSql;
import io.clickmill.api.seal.SealStore;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Measure;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a question's log ranges that seals answer instead. Few events are read faster from the log, by its
 * indexes.
 */
final class SealedDays {
    private static final Logger LOG = LoggerFactory.getLogger(SealedDays.class);

    /** The number of events that seals give in the time in which the log gives one, by an index. */
    private static final int EVENTS_OF_SEALS_FOR_ONE = 200;

    private static final int STEP_COLUMN = 2;
    private static final int FIRST_GROUP_COLUMN = 3;

    /** Columns 1 to 4 of a page are the numbers of {@link Whole}. */
    private static final int PAGE_STEP_COLUMN = 5;

    private final StatsQuery query;
    private final Connection connection;
    private final SealStore store;
    private final List<Seal> seals;
    private final SealedSpans spans;
    private long events;

    private SealedDays(StatsQuery query, Connection connection, SealStore store, List<Seal> seals, SealedSpans spans) {
        this.query = query;
        this.connection = connection;
        this.store = store;
        this.seals = seals;
        this.spans = spans;
    }

    /** Finds the sealed days of some ranges; empty if seals cannot answer for them, or the log is as fast. */
    static Optional<SealedDays> of(
            Connection connection,
            Optional<Seals> sealed,
            StatsQuery query,
            long[] starts,
            Coverage coverage,
            List<Span> log)
            throws SQLException {
        if (sealed.isEmpty() || log.isEmpty() || !SealSql.canAnswer(query)) {
            return Optional.empty();
        }
        List<Seal> seals = SelectSeals.read(connection, query.accountId(), coverage, log);
        SealedSpans spans = SealedSpans.of(log, seals.stream().map(Seal::day).collect(Collectors.toSet()));
        SealStore store = sealed.get().store();
        boolean canAnswer = !seals.isEmpty() && SealSql.canFindSteps(starts, spans.sealed()) && store.holds(seals);
        if (!canAnswer || isFew(connection, query, spans.sealed(), seals, sealed.get())) {
            return Optional.empty();
        }
        return Optional.of(new SealedDays(query, connection, store, seals, spans));
    }

    /** Whether the log answers as fast: by an index, or because the seals would have to be loaded first. */
    private static boolean isFew(
            Connection connection, StatsQuery query, List<Span> spans, List<Seal> seals, Seals sealed)
            throws SQLException {
        if (sealed.fewEvents() == 0) {
            return false;
        }
        long few = sealed.fewEvents();
        try {
            boolean isMissing = sealed.store().isMissing(query.accountId(), seals);
            long ofSeals = seals.stream().mapToLong(Seal::events).sum() / EVENTS_OF_SEALS_FOR_ONE;
            few = Math.max(few, isMissing ? Effort.MAX_CHEAP_EVENTS : Math.min(ofSeals, Effort.MAX_CHEAP_EVENTS));
        } catch (SQLException e) {
            LOG.warn("cannot tell which seals are loaded", e);
        }
        return new CountLog(query.selection(), !query.countsClicks(), few + 1)
                        .of(spans, false)
                        .read(connection)
                <= few;
    }

    /** The ranges that seals answer, and those that they do not. */
    SealedSpans spans() {
        return spans;
    }

    /**
     * Whether rollups have left too many ranges of these days over. It is faster then to read the whole days from seals.
     */
    boolean isScattered() {
        return spans.sealed().size() > SealSql.MAX_SPANS;
    }

    /** Whether the whole days are few ranges, as few other days lie between them. */
    boolean areFewRuns() {
        Set<Long> days = epochDays();
        return days.stream().filter(day -> !days.contains(day - 1)).count() <= SealSql.MAX_SPANS;
    }

    /** The sealed days, in days since 1970-01-01. */
    Set<Long> epochDays() {
        return seals.stream().map(Seal::day).collect(Collectors.toSet());
    }

    /**
     * Adds the events of the sealed days to the tallies.
     *
     * @return how many there were; empty if the seals cannot be read, and nothing was added
     */
    Optional<Long> read(Tallies tallies, Effort effort) throws SQLException {
        SealSql sql = new SealSql(query, tallies.starts(), spans.sealed(), tallies.mostVisitors());
        Optional<SQLException> failure = failure(
                effort, () -> store.read(query.accountId(), seals, sql, this::writeFile, row -> add(row, tallies)));
        if (failure.isPresent() && events > 0) {
            throw failure.get();
        }
        return failure.isPresent() ? Optional.empty() : Optional.of(events);
    }

    /** The numbers of rows and events of an answer that a page was cut from. */
    record Whole(long rows, long sealRows, long logRows, long lateRows) {}

    /**
     * Reads a page of groups into tallies.
     *
     * @param log the ranges of the log that seals do not answer
     * @param late the ranges whose late events are read beside seals
     * @return what the page was cut from; empty if the seals cannot be read. The tallies are then of no use
     */
    Optional<Whole> readPage(Tallies tallies, List<Span> log, List<Span> late, Effort effort) throws SQLException {
        StatsQuery numbers = PageAnswer.numbers(query);
        SealPageSql sql = new SealPageSql(
                numbers, new SealSql(numbers, tallies.starts(), spans.sealed(), tallies.mostVisitors()));
        Whole[] whole = {new Whole(0, 0, 0, 0)};
        Optional<SQLException> failure = failure(
                effort,
                () -> store.readPage(
                        query.accountId(),
                        seals,
                        sql,
                        this::writeFile,
                        rest -> {
                            readRest(
                                    numbers,
                                    tallies,
                                    log,
                                    false,
                                    (step, group, metrics, count) -> rest.add(step, group, metrics, count, 0));
                            readRest(
                                    numbers,
                                    tallies,
                                    late,
                                    true,
                                    (step, group, metrics, count) -> rest.add(step, group, metrics, 0, count));
                        },
                        row -> {
                            whole[0] = new Whole(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
                            addOfPage(row, numbers, tallies);
                        }));
        tallies.complete();
        boolean hasVisitors = query.asks(Metric.UNIQUES) && !tallies.groups().isEmpty();
        boolean isRead = failure.isEmpty() && (!hasVisitors || readVisitors(tallies, log, late, effort));
        return isRead ? Optional.of(whole[0]) : Optional.empty();
    }

    /** Reads the visitors of the groups of a page; false if seals cannot be read. */
    private boolean readVisitors(Tallies tallies, List<Span> log, List<Span> late, Effort effort) throws SQLException {
        StatsQuery visitors = PageAnswer.visitors(query);
        PageGroups groups = new PageGroups(tallies.groups());
        SealSql sql = new SealSql(visitors, tallies.starts(), spans.sealed(), tallies.mostVisitors(), groups.all());
        Optional<SQLException> failure = failure(
                effort,
                () -> store.read(
                        query.accountId(), seals, sql, this::writeFile, row -> addMetrics(row, visitors, tallies)));
        if (failure.isPresent()) {
            return false;
        }
        for (boolean lateOnes : new boolean[] {false, true}) {
            List<Span> ranges = lateOnes ? late : log;
            if (!ranges.isEmpty()) {
                new SelectLog(visitors, tallies, ranges, lateOnes, Optional.of(groups)).read(connection, tallies);
            }
        }
        return true;
    }

    /** A failure of PostgreSQL must not look like one of DuckDB, after which the log would be asked. */
    private void readRest(StatsQuery numbers, Tallies tallies, List<Span> ranges, boolean late, SelectLog.Rows rows) {
        try {
            if (!ranges.isEmpty()) {
                new SelectLog(numbers, tallies, ranges, late, Optional.empty()).read(connection, rows);
            }
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read what sealed days leave to the log", e);
        }
    }

    private void addOfPage(ResultSet row, StatsQuery numbers, Tallies tallies) throws SQLException {
        int step = row.getInt(PAGE_STEP_COLUMN);
        if (row.wasNull()) {
            return;
        }
        int column = PAGE_STEP_COLUMN + 1;
        List<String> group = new ArrayList<>();
        for (int i = 0; i < query.groupColumns().size(); i++) {
            group.add(row.getString(column));
            column++;
        }
        Counts counts = Objects.requireNonNull(tallies.of(step - 1, group));
        for (Metric metric : numbers.metrics()) {
            if (query.asks(metric)) {
                counts.add(metric.measure().orElseThrow(), row.getLong(column));
            }
            column++;
        }
    }

    private void writeFile(Seal seal, OutputStream file) throws IOException {
        try {
            SelectSeals.writeFile(connection, query.accountId(), seal, file);
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read a seal", e);
        }
    }

    /** Reading that has nothing to do with the log. */
    private interface Reading {
        void run() throws SQLException;
    }

    /**
     * Reads seals.
     *
     * @return why they cannot be read; empty if they were
     */
    private Optional<SQLException> failure(Effort effort, Reading reading) throws SQLTimeoutException {
        try {
            if (store.isMissing(query.accountId(), seals)) {
                effort.expensive();
            } else {
                effort.sealedEvents(seals.stream().mapToLong(Seal::events).sum());
            }
            reading.run();
            return Optional.empty();
        } catch (SQLTimeoutException e) {
            throw e;
        } catch (SQLException e) {
            LOG.warn("cannot read seals, so the log answers", e);
            return Optional.of(e);
        }
    }

    private void add(ResultSet row, Tallies tallies) throws SQLException {
        events += row.getLong(1);
        addMetrics(row, query, tallies);
    }

    /** Adds a row of a question for all or some of the metrics. */
    private void addMetrics(ResultSet row, StatsQuery asked, Tallies tallies) throws SQLException {
        int column = FIRST_GROUP_COLUMN;
        List<String> group = new ArrayList<>();
        for (Field field : query.groupBy()) {
            for (int i = 0; i < field.columns().size(); i++) {
                group.add(SealSql.group(field, row.getString(column)));
                column++;
            }
        }
        Counts counts = tallies.of(row.getInt(STEP_COLUMN) - 1, group);
        if (counts == null) {
            return;
        }
        for (Metric metric : asked.metrics()) {
            Optional<Measure> measure = metric.measure();
            if (measure.isPresent()) {
                counts.add(measure.get(), row.getLong(column));
            } else {
                addVisitors(row.getArray(column), counts, tallies);
            }
            column++;
        }
    }

    private static void addVisitors(Array visitors, Counts counts, Tallies tallies) throws SQLException {
        if (visitors != null) {
            Object[] hashes = (Object[]) visitors.getArray();
            tallies.addVisitors(counts, Arrays.copyOf(hashes, hashes.length, Long[].class));
        }
    }
}
