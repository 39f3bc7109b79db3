package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.SealedSpans;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.seal.Seal;
import io.clickmill.api.seal.SealSql;
import io.clickmill.api.seal.SealStore;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Measure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Arrays;
import java.util.List;
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
        try {
            if (store.isMissing(query.accountId(), seals)) {
                effort.expensive();
            } else {
                effort.sealedEvents(seals.stream().mapToLong(Seal::events).sum());
            }
            store.read(
                    query.accountId(),
                    seals,
                    sql,
                    (seal, file) -> SelectSeals.writeFile(connection, query.accountId(), seal, file),
                    row -> add(row, tallies));
            return Optional.of(events);
        } catch (SQLException e) {
            if (events > 0 || e instanceof SQLTimeoutException) {
                throw e;
            }
            LOG.warn("cannot read seals, so the log answers", e);
            return Optional.empty();
        }
    }

    private void add(ResultSet row, Tallies tallies) throws SQLException {
        events += row.getLong(1);
        int groups = query.groupBy().size();
        String[] group = new String[groups];
        for (int i = 0; i < groups; i++) {
            group[i] = SealSql.group(query.groupBy().get(i), row.getString(FIRST_GROUP_COLUMN + i));
        }
        Counts counts = tallies.of(row.getInt(STEP_COLUMN) - 1, Arrays.asList(group));
        if (counts == null) {
            return;
        }
        int column = FIRST_GROUP_COLUMN + groups;
        for (Metric metric : query.metrics()) {
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
