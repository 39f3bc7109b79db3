package io.clickmill.api.dialect.placewise;

import io.clickmill.api.dialect.placewise.RecordsRequest.Position;
import io.clickmill.api.dialect.placewise.SendingRecord.Link;
import io.clickmill.api.query.AccountReader;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a page of sendings, or of their links. It goes through the accounts in the order of their numbers, then through
 * the sources of an account, then through the URLs of a source. Visits are counted over all time.
 */
final class Sendings {
    /**
     * The maximum number of sources read for one page. At 1.4 ms each, a client waits for at most 3 s if few sendings
     * pass the filter.
     */
    private static final int MAX_SOURCES = 2_000;

    private static final int SOURCES_AT_ONCE = 1_000;

    /** The number of links of a sending that one query reads. Most sendings have no more. */
    private static final int LINKS_AT_ONCE = 10_000;

    /**
     * The maximum number of further queries for one page, about sendings with more links. For a million links each
     * query takes some seconds, so without a maximum a client would wait for long if few links pass the filter.
     */
    private static final int MAX_READS_OF_MORE = 3;

    private final StatsReader stats;
    private final AccountReader accounts;
    private final RecordsRequest request;
    private final Optional<Set<String>> named;
    private PlanSummary plan = PlanSummary.NOTHING;
    private int readsOfMore;
    /** The link up to which a sending has been read; empty if it has been read to its end. */
    private Optional<String> readUpTo = Optional.empty();

    /**
     * A page.
     *
     * @param next the place from which the next page is read; empty if this is the last
     * @param plan what was read for it
     */
    record Page(List<SendingRecord> records, Optional<Position> next, PlanSummary plan) {}

    private Sendings(StatsReader stats, AccountReader accounts, RecordsRequest request) {
        this.stats = stats;
        this.accounts = accounts;
        this.request = request;
        this.named = request.condition().sources().map(sources -> sources.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(source -> !source.isEmpty())
                .collect(Collectors.toSet()));
    }

    /**
     * Reads the page that is asked for.
     *
     * @throws QueryException naming the first sending with more visitors or data than memory can hold
     */
    static Page read(StatsReader stats, AccountReader accounts, RecordsRequest request) {
        return new Sendings(stats, accounts, request).page();
    }

    private Page page() {
        List<SendingRecord> records = new ArrayList<>();
        Optional<Position> looked = Optional.empty();
        int sources = 0;
        for (Club club : request.clubs()) {
            List<String> ids = firstSources(club);
            while (!ids.isEmpty()) {
                for (String sourceId : ids) {
                    // A sending that is too large to be read can be excluded by its source_id.
                    if (!request.condition().mayHold(sourceId)) {
                        continue;
                    }
                    if (sources == MAX_SOURCES) {
                        return new Page(records, looked, plan);
                    }
                    sources++;
                    // One record more than the page holds shows that another page follows.
                    records(club, sourceId)
                            .limit(request.perPage() + 1L - records.size())
                            .forEach(records::add);
                    if (records.size() > request.perPage()) {
                        List<SendingRecord> full = records.subList(0, request.perPage());
                        return new Page(full, Optional.of(last(full).position()), plan);
                    }
                    looked = Optional.of(new Position(club.id(), sourceId, readUpTo));
                    if (readUpTo.isPresent()) {
                        return new Page(records, looked, plan);
                    }
                }
                ids = sourcesAfter(club, last(ids));
            }
        }
        return new Page(records, Optional.empty(), plan);
    }

    /**
     * The first of an account's sources that are on this page or later ones. If the filter names sources, all of these.
     */
    private List<String> firstSources(Club club) {
        Optional<Position> place = request.after().filter(after -> after.clubId() >= club.id());
        if (place.isPresent() && place.get().clubId() > club.id()) {
            return List.of();
        }
        if (named.isPresent()) {
            List<String> ids = accounts.known(club.accountId(), Scope.SOURCE, named.get());
            return place.map(after -> from(after, ids)).orElse(ids);
        }
        if (place.isEmpty()) {
            return sourcesAfter(club, "");
        }
        String sourceId = place.get().sourceId();
        return place.get().url().isPresent() ? List.of(sourceId) : sourcesAfter(club, sourceId);
    }

    /** The sources of a list that are at the place or after it. */
    private static List<String> from(Position place, List<String> ids) {
        return ids.stream()
                .dropWhile(id -> !id.equals(place.sourceId()))
                .skip(place.url().isPresent() ? 0 : 1)
                .toList();
    }

    /** The next sources. The empty id, which stands for events without a source, is not among them. */
    private List<String> sourcesAfter(Club club, String sourceId) {
        return named.isPresent() ? List.of() : accounts.ids(club.accountId(), Scope.SOURCE, sourceId, SOURCES_AT_ONCE);
    }

    /** The records of a source that are after the place and meet the condition. */
    private Stream<SendingRecord> records(Club club, String sourceId) {
        Stream<SendingRecord> records =
                request.report() == Report.SENDINGS_LINKS ? links(club, sourceId) : Stream.of(sending(club, sourceId));
        return records.filter(request.condition()::holds);
    }

    private SendingRecord sending(Club club, String sourceId) {
        Row row = rows(visits(club, sourceId), sourceId).get(0);
        return record(club, sourceId, Optional.empty(), row);
    }

    /**
     * The links of a sending in the order of their URLs, a part at a time. Visits without a URL belong to no link and
     * are left out.
     */
    private Stream<SendingRecord> links(Club club, String sourceId) {
        String behind = request.after()
                .filter(after -> after.clubId() == club.id() && after.sourceId().equals(sourceId))
                .flatMap(Position::url)
                .orElse("");
        return Stream.iterate(
                        links(club, sourceId, behind), rows -> !rows.isEmpty(), rows -> next(club, sourceId, rows))
                .flatMap(List::stream)
                .map(row ->
                        record(club, sourceId, Optional.of(new Link(row.group().get(0))), row));
    }

    private List<Row> links(Club club, String sourceId, String behind) {
        StatsQuery.Builder byUrl = visits(club, sourceId)
                .groupBy(Field.URL)
                .sort(Sort.ascending(Field.URL).after(behind))
                .limit(LINKS_AT_ONCE);
        return rows(byUrl, sourceId);
    }

    private List<Row> next(Club club, String sourceId, List<Row> rows) {
        if (rows.size() < LINKS_AT_ONCE) {
            return List.of();
        }
        String last = last(rows).group().get(0);
        if (readsOfMore == MAX_READS_OF_MORE) {
            readUpTo = Optional.of(last);
            return List.of();
        }
        readsOfMore++;
        return links(club, sourceId, last);
    }

    private static StatsQuery.Builder visits(Club club, String sourceId) {
        return StatsQuery.of(club.accountId(), TimeRange.ALL)
                .filter(Filter.include(Field.SOURCE, sourceId))
                .metrics(Metric.CLICKS, Metric.UNIQUES);
    }

    private List<Row> rows(StatsQuery.Builder query, String sourceId) {
        try {
            StatsResult result = stats.read(query.build());
            plan = plan.plus(result.plan());
            return result.rows();
        } catch (QueryException e) {
            QueryError error = e.error();
            if (!error.isTooMuch()) {
                throw e;
            }
            String number = error.code() == QueryError.Code.TOO_LARGE
                    ? "more data than memory is left for"
                    : "too many visitors";
            throw new QueryException(new QueryError(
                    error.code(),
                    "report",
                    number,
                    "a filter without source_id '" + sourceId + "', which has " + number));
        }
    }

    private static SendingRecord record(Club club, String sourceId, Optional<Link> link, Row row) {
        return new SendingRecord(
                club, sourceId, link, row.clicks(), row.uniques().value());
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
