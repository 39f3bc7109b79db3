package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatsCsvTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    @Test
    void quotesWhatWouldEndACellOrALine() {
        Map<String, List<String>> asked = Map.of("group_by", List.of("city,url"));
        assertThat(csv(
                        asked,
                        row(null, "Washington, D.C.", "say \"hi\""),
                        row(null, "a\nb", "ü"),
                        row(null, "", "x\r")))
                .isEqualTo("city,url,clicks\r\n"
                        + "\"Washington, D.C.\",\"say \"\"hi\"\"\",7\r\n"
                        + "\"a\nb\",ü,7\r\n"
                        + "\"\",\"x\r\",7\r\n");
    }

    @Test
    void hasTheStartAndTheBoundsOfUniques() {
        Map<String, List<String>> asked = Map.of(
                "group_by", List.of("link_id"),
                "interval", List.of("hour"),
                "timezone", List.of("Asia/Kolkata"),
                "metrics", List.of("uniques,sale_amount"));
        assertThat(csv(asked, row(Instant.parse("2026-03-02T09:30:00Z"), "l1")))
                .isEqualTo("link_id,start,uniques,uniques_exact,uniques_low,uniques_high,sale_amount\r\n"
                        + "l1,2026-03-02T15:00:00+05:30,5,false,4,6,300\r\n");
    }

    @Test
    void hasOnlyTheNamesWithoutRows() {
        assertThat(csv(Map.of("group_by", List.of("params")))).isEqualTo("params_name,params_value,clicks\r\n");
    }

    private static String csv(Map<String, List<String>> asked, Row... rows) {
        StatsResult result = new StatsResult(List.of(rows), rows.length, null, PlanSummary.NOTHING);
        return new String(
                StatsCsv.write(StatsRequest.parse(new QueryParameters(asked), "acme", NOW), result),
                StandardCharsets.UTF_8);
    }

    private static Row row(@Nullable Instant start, String... group) {
        return new Row(List.of(group), start, new Uniques(5, false, 4, 6), 7, 1, 2, 300);
    }
}
