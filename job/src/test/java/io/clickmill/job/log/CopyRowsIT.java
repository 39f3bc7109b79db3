package io.clickmill.job.log;

import static io.clickmill.job.log.LogHarness.arrival;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event;
import io.clickmill.job.Runs;
import io.clickmill.job.enrich.Enricher;
import io.clickmill.job.enrich.GeoLookup;
import io.clickmill.job.enrich.UserAgents;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log stores every value unchanged. */
class CopyRowsIT {
    @RegisterExtension
    static final LogHarness LOG = new LogHarness();

    @Test
    void storesEveryTextUnchanged() throws Exception {
        String odd = "tab\t nl\n cr\r back\\slash \\N \\. quote\"' {a,\"b\"} NULL é 😀 \u0001 \u2028 end\\";
        Arrival arrival = arrival(
                c -> {
                    c.accountId = "\\.";
                    c.eventId = odd;
                    c.linkId = odd;
                    c.url = odd;
                    c.customLinkTitle = "\\N";
                    c.tagIds = List.of(odd, "", "NULL", "a,b", "{}", "\\");
                    c.params = Map.of(odd, odd, "", "");
                    c.metadata = "{\"a\":\"\\n\\\\ \\\" 😀\",\"b\":[1.50,null]}";
                    c.customer = new Event.Customer("c1", "", odd, "", "", "", Instant.ofEpochMilli(1_000));
                    c.sale = new Event.Sale(1_234, "usd", "i\\1", "");
                    c.urlLocation = 0;
                },
                1,
                Verdict.ON_TIME);
        LOG.batch(arrival);
        Runs.restart(LOG.sql, 0);
        LOG.batch(arrival);
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(2, 0));
        String quoted = "E'" + odd.replace("\\", "\\\\").replace("'", "\\'") + "'";
        assertThat(LOG.sql.lines("SELECT account_id, event_id = " + quoted + ", link_id = event_id, url = event_id,"
                        + " custom_link_title, tag_ids = ARRAY[event_id, '', 'NULL', 'a,b', '{}', E'\\\\'],"
                        + " params ->> event_id = event_id, params ->> '', metadata, customer ->> 'name' = event_id,"
                        + " customer - 'name', sale_amount, invoice_id, url_location FROM click_event"))
                .containsExactly("\\.|t|t|t|\\N|t|t||{\"a\": \"\\n\\\\ \\\" 😀\", \"b\": [1.50, null]}|t|"
                        + "{\"id\": \"c1\", \"created_at\": \"1970-01-01T00:00:01Z\"}|1234|i\\1|0");
    }

    @Test
    void writesAnAddressInOneForm() throws Exception {
        Arrival sent = arrival(c -> c.ip = "10.0.0.1, [2A00:1450:0:0::8]:443", 1, Verdict.ON_TIME);
        Enricher enricher = new Enricher(GeoLookup.shared(null), UserAgents.shared(), new byte[] {1});
        LOG.batch(new Arrival(enricher.enrich(sent.event()), sent.verdict()));
        assertThat(LOG.sql.lines("SELECT ip FROM click_event")).containsExactly("2a00:1450::8");
    }

    @Test
    void leavesWhatIsAbsentEmptyOrNull() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.ON_TIME));
        assertThat(LOG.sql.lines(
                        "SELECT url_location, customer, sale_amount, metadata, params, tag_ids, bot_reasons, url,"
                                + " occurred_at, appended_at FROM click_event"))
                .containsExactly("~|~|~|~|{}|{}|{}||2024-05-01 12:00:00+00|2024-05-01 12:00:00.1+00");
    }
}
