package io.clickmill.api.dialect.placewise;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts visits in series. The engine counts by source and by URL where labels or the filter need them. URLs that
 * differ only in parts that a label does not show belong to one series, and their visits are added up.
 */
final class History {
    private final StatsReader stats;
    private final HistoryRequest request;
    private final Optional<List<String>> sources;
    private final List<Field> groupBy;
    private final Map<List<@Nullable Object>, Map<Long, Long>> visits = new HashMap<>();
    private int points;
    private PlanSummary plan = PlanSummary.NOTHING;

    /**
     * The visits of a label.
     *
     * @param label the values of the fields in {@code aggregate_by}
     * @param visits the visits of each bucket that has any, by its start in epoch milliseconds
     */
    record Series(List<@Nullable Object> label, Map<Long, Long> visits) {
        private long total() {
            return visits.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * All series, most visits first.
     *
     * @param plan what was read for the answer
     */
    record Answer(List<Series> series, PlanSummary plan) {}

    /** The values that the visits of a group have in common. */
    private record Group(
            Club club, @Nullable String sourceId, @Nullable Url url) implements Condition.Values {
        @Override
        public @Nullable Object value(ReportField field) {
            return switch (field) {
                case LOYALTY_CLUB_ID -> club.id();
                case SOURCE_TYPE -> null;
                case SOURCE_ID -> sourceId;
                case HOST, PATH, UTM_CAMPAIGN, UTM_CONTENT, UTM_MEDIUM, UTM_SOURCE, UTM_TERM ->
                    Objects.requireNonNull(url, "the group is not of a URL").value(field);
                case VISITS_COUNT, UNIQUE_VISITS_COUNT ->
                    throw new IllegalArgumentException(field + " is not a field of a series");
            };
        }
    }

    private History(StatsReader stats, HistoryRequest request) {
        this.stats = stats;
        this.request = request;
        // If there are more sources than a query may name, only the condition filters them.
        this.sources = request.condition()
                .sources()
                .map(History::sourceValues)
                .filter(values -> values.size() <= Filter.MAX_VALUES);
        Set<ReportField> needed = Stream.concat(request.condition().fields(), request.aggregateBy().stream())
                .collect(Collectors.toSet());
        this.groupBy = new ArrayList<>();
        // A filter on one source makes grouping by source needless, and then the source's own rollups can answer.
        if (needed.contains(ReportField.SOURCE_ID)
                && !(sources.isPresent() && sources.get().size() == 1)) {
            groupBy.add(Field.SOURCE);
        }
        if (ReportField.OF_URL.stream().anyMatch(needed::contains)) {
            groupBy.add(Field.URL);
        }
    }

    /** Reads all series. */
    static Answer read(StatsReader stats, HistoryRequest request) {
        return new History(stats, request).answer();
    }

    private Answer answer() {
        if (sources.isEmpty() || !sources.get().isEmpty()) {
            request.clubs().forEach(this::count);
        }
        Comparator<Series> order = Comparator.comparingLong(Series::total).reversed();
        List<Series> series = visits.entrySet().stream()
                .map(entry -> new Series(entry.getKey(), entry.getValue()))
                .sorted(order.thenComparing(Series::label, History::compareLabels))
                .toList();
        return new Answer(series, plan);
    }

    private void count(Club club) {
        StatsQuery.Builder query = StatsQuery.of(club.accountId(), request.range())
                .interval(request.step().interval())
                .groupBy(groupBy)
                .limit(StatsQuery.MAX_LIMIT);
        sources.ifPresent(values -> query.filter(new Filter(Field.SOURCE, false, values)));
        StatsResult result = stats.read(query.build());
        plan = plan.plus(result.plan());
        Map<String, Url> urls = new HashMap<>();
        for (Row row : result.rows()) {
            Group group = group(club, row, urls);
            if (request.condition().holds(group)) {
                List<@Nullable Object> label = new ArrayList<>();
                request.aggregateBy().forEach(field -> label.add(group.value(field)));
                add(label, Objects.requireNonNull(row.start()).toEpochMilli(), row.clicks());
            }
        }
    }

    /** Adds visits to a series. The limit that the engine has for one account holds for all accounts together. */
    private void add(List<@Nullable Object> label, long start, long clicks) {
        boolean isNew = visits.computeIfAbsent(label, key -> new HashMap<>()).merge(start, clicks, Long::sum) == clicks;
        points += isNew ? 1 : 0;
        if (points > StatsQuery.MAX_LIMIT) {
            throw new QueryException(QueryError.invalid(
                    "aggregate_by",
                    "more than " + StatsQuery.MAX_LIMIT + " data points",
                    "a shorter range, fewer fields or a filter"));
        }
    }

    private Group group(Club club, Row row, Map<String, Url> urls) {
        int source = groupBy.indexOf(Field.SOURCE);
        int url = groupBy.indexOf(Field.URL);
        String sourceId = source >= 0
                ? row.group().get(source)
                : sources.map(values -> values.get(0)).orElse("");
        return new Group(
                club,
                sourceId.isEmpty() ? null : sourceId,
                url < 0 ? null : urls.computeIfAbsent(row.group().get(url), Url::of));
    }

    /**
     * The sources in the form that events have. The vendor's null becomes the empty text, and the vendor's empty text
     * is dropped, as no source has that id.
     */
    private static List<String> sourceValues(Set<@Nullable Object> sources) {
        return sources.stream()
                .filter(source -> !"".equals(source))
                .map(source -> source == null ? "" : source.toString())
                .toList();
    }

    private static int compareLabels(List<@Nullable Object> a, List<@Nullable Object> b) {
        return Arrays.compare(a.toArray(), b.toArray(), History::compareValues);
    }

    private static int compareValues(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        return a instanceof Long number && b instanceof Long other
                ? number.compareTo(other)
                : a.toString().compareTo(b.toString());
    }
}
