package io.clickmill.api.dialect.placewise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.dialect.placewise.Sendings.Page;
import io.clickmill.api.query.AccountReader;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests what is read for a page. Two accounts have 6,000 sources each, of which every thousandth has a click. */
final class SendingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Customers CUSTOMERS =
            new Customers(List.of("a", "b"), List.of(new Club(1, "a"), new Club(2, "b")));
    private static final TreeSet<String> SOURCES = new TreeSet<>(
            IntStream.range(0, 6_000).mapToObj(i -> "s%04d".formatted(i)).toList());

    private final List<String> asked = new ArrayList<>();
    private final StatsReader stats = this::read;
    private String tooLarge = "";
    private int links;
    private Accounts accounts = new Accounts(SOURCES);

    @Test
    void looksAtTwoThousandSourcesAPage() throws Exception {
        String clicked = """
                {"filter":{"type":"greater_than","field":"visits_count","value":0}}""";
        Page page = page(clicked);
        assertThat(asked).hasSize(2_000);
        assertThat(names(page)).containsExactly("1 s0000", "1 s1000");
        for (int i = 0; i < 2; i++) {
            page = pageAfter(page, clicked);
        }
        assertThat(names(page)).containsExactly("1 s4000", "1 s5000");
        asked.clear();
        page = pageAfter(page, clicked);
        assertThat(asked).hasSize(2_000).startsWith("b s0000");
        for (int i = 0; i < 2; i++) {
            page = pageAfter(page, clicked);
        }
        assertThat(names(page)).containsExactly("2 s4000", "2 s5000");
        assertThat(page.next()).isEmpty();
    }

    @Test
    void hasANextPageEvenIfNoneOfItsSourcesMeetsTheFilter() throws Exception {
        String none = """
                {"filter":{"type":"less_than","field":"visits_count","value":0}}""";
        Page page = page(none);
        for (int i = 0; i < 5; i++) {
            assertThat(page.records()).isEmpty();
            page = pageAfter(page, none);
        }
        assertThat(page.records()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @Test
    void looksOneRecordAheadSoThatNoPageIsEmpty() throws Exception {
        Page first = page("{\"per_page\":2}");
        assertThat(names(first)).containsExactly("1 s0000", "1 s0001");
        assertThat(asked).containsExactly("a s0000", "a s0001", "a s0002");
    }

    @Test
    void asksForTheSourcesOfAFilterOnly() throws Exception {
        Page page = page("""
                {"filter":{"type":"and","operations":[
                    {"type":"in","field":"source_id","value":["s0007","unknown","s0003",null,""]},
                    {"type":"equal","field":"visits_count","value":0}]}}""");
        assertThat(names(page)).containsExactly("1 s0003", "1 s0007", "2 s0003", "2 s0007");
        assertThat(asked).containsExactly("a s0003", "a s0007", "b s0003", "b s0007");
        assertThat(page.next()).isEmpty();
        assertThat(accounts.calls).containsExactly("known a", "known b");
    }

    @Test
    void readsNamedSourcesInTheOrderOfTheStore() throws Exception {
        accounts = new Accounts(SOURCES.descendingSet());
        String two = """
                {"per_page":1,"filter":{"type":"in","field":"source_id","value":["s0003","s0007"]}}""";
        Page page = page(two);
        assertThat(names(page)).containsExactly("1 s0007");
        page = pageAfter(page, two);
        assertThat(names(page)).containsExactly("1 s0003");
        page = pageAfter(page, two);
        assertThat(names(page)).containsExactly("2 s0007");
        page = pageAfter(page, two);
        assertThat(names(page)).containsExactly("2 s0003");
        assertThat(page.next()).isEmpty();
    }

    @Test
    void asksForTheSourcesOfEitherPartOfAFilter() throws Exception {
        Page page = page("""
                {"filter":{"type":"or","operations":[
                    {"type":"equal","field":"source_id","value":"s0007"},
                    {"type":"equal","field":"source_id","value":"s0003"}]}}""");
        assertThat(names(page)).containsExactly("1 s0003", "1 s0007", "2 s0003", "2 s0007");
        assertThat(asked).containsExactly("a s0003", "a s0007", "b s0003", "b s0007");
    }

    @Test
    void getsPastASendingThatIsTooLargeToBeRead() throws Exception {
        tooLarge = "s0001";
        assertThatThrownBy(() -> page("{\"per_page\":2}")).isInstanceOfSatisfying(QueryException.class, e -> assertThat(
                        e.error().expected())
                .isEqualTo("a filter without source_id 's0001', which has too many visitors"));
        Page page = page("""
                {"per_page":2,"filter":{"type":"not_equal","field":"source_id","value":"s0001"}}""");
        assertThat(names(page)).containsExactly("1 s0000", "1 s0002");
    }

    @Test
    void readsTheLinksOfALargeSendingInParts() throws Exception {
        links = 45_000;
        List<String> urls = new ArrayList<>();
        String body = """
                {"per_page":1000,"filter":{"type":"and","operations":[
                    {"type":"in","field":"source_id","value":["s0000","s0007"]},
                    {"type":"greater_than","field":"visits_count","value":0}]}}""";
        Page page = links(body);
        while (page.next().isPresent()) {
            assertThat(page.records()).hasSize(1_000);
            page.records()
                    .forEach(record -> urls.add(record.club().id()
                            + record.sourceId()
                            + record.link().orElseThrow().url()));
            page = linksAfter(page, body);
        }
        page.records()
                .forEach(record -> urls.add(record.club().id()
                        + record.sourceId()
                        + record.link().orElseThrow().url()));
        assertThat(urls).hasSize(4 * links / 15).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void readsFourPartsOfALargeSendingForAPage() throws Exception {
        links = 45_000;
        String none = """
                {"filter":{"type":"and","operations":[
                    {"type":"equal","field":"source_id","value":"s0007"},
                    {"type":"less_than","field":"visits_count","value":0}]}}""";
        Page page = links(none);
        assertThat(page.records()).isEmpty();
        assertThat(asked).hasSize(4);
        page = linksAfter(page, none);
        // The last part of the first account's sending, and all parts but the last of the second's.
        assertThat(asked).hasSize(4 + 1 + 4);
        assertThat(page.records()).isEmpty();
        page = linksAfter(page, none);
        assertThat(asked).hasSize(4 + 1 + 4 + 1);
        assertThat(page.next()).isEmpty();
    }

    @Test
    void takesTheMembersOfAFilterInAnyOrder() throws Exception {
        String asked = """
                {"filter":{"type":"and","operations":[{"type":"not_equal","field":"source_id","value":"s0001"}]},
                 "per_page":1}""";
        String cursor = request((ObjectNode) JSON.readTree(asked))
                .cursor(page(asked).next().orElseThrow());
        Page second = page("""
                {"per_page":1,"page_info":"%s",
                 "filter":{"operations":[{"value":"s0001","field":"source_id","type":"not_equal"}],"type":"and"}}""".formatted(cursor));
        assertThat(names(second)).containsExactly("1 s0002");
    }

    private Page page(String body) throws Exception {
        return Sendings.read(stats, accounts, request((ObjectNode) JSON.readTree(body)));
    }

    private Page pageAfter(Page page, String body) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(body);
        String cursor = request(json).cursor(page.next().orElseThrow());
        return page(json.put("page_info", cursor).toString());
    }

    private Page links(String body) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(body);
        return Sendings.read(stats, accounts, request(json, Report.SENDINGS_LINKS));
    }

    private Page linksAfter(Page page, String body) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(body);
        String cursor = request(json, Report.SENDINGS_LINKS).cursor(page.next().orElseThrow());
        return links(json.put("page_info", cursor).toString());
    }

    private static RecordsRequest request(ObjectNode json) {
        return request(json, Report.SENDINGS_LINKS_STATS);
    }

    private static RecordsRequest request(ObjectNode json, Report report) {
        return RecordsRequest.parse(new Body(json.put("report", report.word()), Details.none()), report, CUSTOMERS);
    }

    private static List<String> names(Page page) {
        return page.records().stream()
                .map(record -> record.club().id() + " " + record.sourceId())
                .toList();
    }

    private StatsResult read(StatsQuery query) {
        String source = query.selection().filters().get(0).values().get(0);
        if (source.equals(tooLarge)) {
            throw new QueryException(QueryError.tooMany("metrics", "uniques of more than 5 visitors", "a filter"));
        }
        asked.add(query.accountId() + " " + source);
        if (!query.groupBy().isEmpty()) {
            return links(query);
        }
        long clicks = source.endsWith("000") ? 1 : 0;
        Row row = new Row(List.of(), null, new Uniques(clicks, true, clicks, clicks), clicks);
        return new StatsResult(List.of(row), 1, null, PlanSummary.NOTHING);
    }

    /** A page of the links u000000, u000001 and so on, of which every 15th has a click. */
    private StatsResult links(StatsQuery query) {
        List<Row> rows = IntStream.range(0, links)
                .filter(i -> "u%06d".formatted(i).compareTo(query.sort().after().orElse("")) > 0)
                .limit(query.limit())
                .mapToObj(i -> {
                    long clicks = i % 15 == 0 ? 1 : 0;
                    Uniques uniques = new Uniques(clicks, true, clicks, clicks);
                    return new Row(List.of("u%06d".formatted(i)), null, uniques, clicks);
                })
                .toList();
        return new StatsResult(rows, links, null, PlanSummary.NOTHING);
    }

    /** Accounts that all have the same sources, in the order of the set. */
    private static final class Accounts implements AccountReader {
        private final NavigableSet<String> sources;
        private final List<String> calls = new ArrayList<>();

        Accounts(NavigableSet<String> sources) {
            this.sources = sources;
        }

        @Override
        public Map<String, TimeRange> spans(Collection<String> accountIds) {
            throw new AssertionError("spans of " + accountIds + " (expected: nothing of time)");
        }

        @Override
        public Map<String, Long> numbers(Collection<String> accountIds) {
            throw new AssertionError("numbers of " + accountIds + " (expected: known from the request)");
        }

        @Override
        public boolean has(String accountId, Scope scope, String id) {
            throw new AssertionError("source " + id + " (expected: many at once)");
        }

        @Override
        public List<String> known(String accountId, Scope scope, Collection<String> ids) {
            assertThat(scope).isEqualTo(Scope.SOURCE);
            calls.add("known " + accountId);
            return sources.stream().filter(ids::contains).toList();
        }

        @Override
        public List<String> ids(String accountId, Scope scope, String after, int limit) {
            assertThat(scope).isEqualTo(Scope.SOURCE);
            NavigableSet<String> behind = after.isEmpty() ? sources : sources.tailSet(after, false);
            return behind.stream().limit(limit).toList();
        }
    }
}
