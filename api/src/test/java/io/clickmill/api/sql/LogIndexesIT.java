package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.plan.PageSearch.Page;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which indexes PostgreSQL uses to read a log with many clicks and with leads and sales of many customers. The
 * log has to be this large. With a hundred leads and sales, PostgreSQL would read all of them by any index without
 * clicks.
 */
final class LogIndexesIT {
    private static final TimeRange MARCH =
            TimeRange.of(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Span SPAN = new Span(MARCH.from(), MARCH.to());
    private static final Pattern INDEX = Pattern.compile("Scan(?: Backward)? (?:using|on) (click_event_\\d\\w+_\\w*)");

    private static final TestDatabase DATABASE = TestDatabase.create();

    @BeforeAll
    static void fill() throws Exception {
        LogRows.insert(DATABASE.owner(), """
                SELECT jsonb_build_object(
                         'account_id', 'acme',
                         'event', kind,
                         'event_id', 'e' || n,
                         'occurred_at', timestamptz '2026-03-01 00:00+00' + n * interval '50 seconds',
                         'domain', 'go.test',
                         'link_id', 'l' || n % 50,
                         'country', 'C' || n % 20,
                         'event_name', CASE WHEN kind <> 'click' THEN 'Sign up' ELSE '' END,
                         'click_id', CASE WHEN kind <> 'click' THEN 'e' || n - 1 ELSE '' END,
                         'invoice_id', CASE WHEN kind = 'sale' THEN 'i' || n ELSE '' END)
                       || CASE WHEN kind = 'click' THEN '{}' ELSE
                          jsonb_build_object('customer',
                            jsonb_build_object('id', 'k' || n / 40 % 500, 'external_id', 'x' || n / 40 % 500)) END
                  FROM generate_series(1, 50000) AS n
                 CROSS JOIN LATERAL (SELECT CASE n % 40 WHEN 0 THEN 'lead' WHEN 1 THEN 'sale' ELSE 'click' END AS kind)
                """);
    }

    @Test
    void listsLeadsAndSalesByTheirIndex() throws Exception {
        for (EventKind kind : List.of(EventKind.LEAD, EventKind.SALE)) {
            for (boolean newestFirst : new boolean[] {false, true}) {
                assertThat(indexes(events(kind, newestFirst))).containsExactly("click_event_conversion");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listsClicksInTheOrderOfTheirIndexes(boolean newestFirst) throws Exception {
        assertThat(indexes(events(EventKind.CLICK, newestFirst))).containsExactly("click_event_pkey");
        EventStatement byLink = events(EventKind.CLICK, newestFirst, Filter.include(Field.LINK, "l1"));
        assertThat(indexes(byLink)).containsExactly("click_event_link");
        assertThat(explain(byLink)).contains("Presorted Key: click_event.occurred_at");
    }

    @Test
    void findsWhatACustomerDidByTheIndexesOfItsIdAndOfClicks() throws Exception {
        assertThat(indexes(events(EventKind.CLICK, true, Filter.include(Field.CUSTOMER_ID, "k1"))))
                .containsExactly("click_event_click", "click_event_customer");
        assertThat(explain(events(EventKind.CLICK, true, Filter.include(Field.CUSTOMER_ID, "k1", "k2"))))
                .contains("Index Cond: ((account_id = 'acme'::text) AND (event_id = ANY (");
    }

    @Test
    void findsNewSalesByTheIndexesOfConversionsAndCustomers() throws Exception {
        assertThat(indexes(events(EventKind.SALE, true, Filter.include(Field.SALE_TYPE, "new"))))
                .containsExactly("click_event_conversion", "click_event_customer");
    }

    @Test
    void findsConversionsByTheirIndexes() throws Exception {
        assertThat(indexes(SelectClick.of("acme", SPAN, "e77"))).containsExactly("click_event_click");
        assertThat(indexes(SelectLead.of("acme", SPAN, "x7", Optional.empty())))
                .containsExactly("click_event_customer_external");
        assertThat(indexes(SelectLead.of("acme", SPAN, "x7", Optional.of("Sign up"))))
                .containsExactly("click_event_customer_external");
        assertThat(indexes(SelectSale.of("acme", SPAN, "i41"))).containsExactly("click_event_invoice");
    }

    private static EventStatement events(EventKind kind, boolean newestFirst, Filter... filters) {
        EventsQuery query = new EventsQuery(
                Selection.of("acme", MARCH).where(List.of(filters), List.of()), kind, newestFirst, 100, 0);
        return SelectEvents.of(query, new Page(SPAN, 0));
    }

    /** The indexes of the log that the plan has, named as those of the whole log. */
    private static Set<String> indexes(EventStatement statement) throws SQLException {
        Set<String> indexes = new TreeSet<>();
        String plan = explain(statement);

        assertThat(plan).doesNotContain("Seq Scan on click_event");
        Matcher matcher = INDEX.matcher(plan);
        try (Connection connection = DATABASE.reader().getConnection();
                PreparedStatement parent = connection.prepareStatement(
                        "SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = ?::regclass")) {
            while (matcher.find()) {
                parent.setString(1, matcher.group(1));
                try (ResultSet row = parent.executeQuery()) {
                    // The match is a table, and not an index, where the plan reads the rows of a bitmap.
                    while (row.next() && !row.getString(1).equals("click_event")) {
                        indexes.add(row.getString(1));
                    }
                }
            }
        }
        return indexes;
    }

    private static String explain(EventStatement events) throws SQLException {
        try (Connection connection = DATABASE.reader().getConnection();
                Statement settings = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement("EXPLAIN " + events.sql())) {
            settings.execute("SET plan_cache_mode = force_custom_plan");
            events.parameters().bind(statement);
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }
}
