package io.clickmill.api.dialect.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.contract.Dimension;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClickedLinksTest {
    @Test
    void addsStepsUp() {
        assertThat(links(Map.of(), "a\u001f0\u001fu", "b\u001f0\u001fu", "b\u001f1\u001fu"))
                .containsExactly(link("all", 0, "u", 3), link("all", 1, "u", 3));
    }

    @Test
    void keepsTheStepsThatAreAskedFor() {
        assertThat(links(
                        Map.of("group_by", List.of("step_id"), "step_ids", List.of("b,c")),
                        "a\u001f0\u001fu",
                        "b\u001f0\u001fu",
                        "c\u001f\u001fu"))
                .containsExactly(link("b", 0, "u", 2), new ClickedLink("c", OptionalLong.empty(), "u", 3));
    }

    @Test
    void sortsByStepLocationAndCodePoints() {
        assertThat(links(
                                Map.of("group_by", List.of("step_id")),
                                "a\u001f\u001fa",
                                "a\u001f10\u001fa",
                                "a\u001f9\u001f😀",
                                "a\u001f9\u001f\uff01",
                                "\u001f3\u001fz")
                        .stream()
                        .map(ClickedLink::url))
                .containsExactly("z", "\uff01", "😀", "a", "a");
    }

    @Test
    void readsAnyText() {
        assertThat(links(Map.of("group_by", List.of("step_id")), "a\u001f7\u001fhttps://x\u001f8\u001fy\n{{z}}"))
                .containsExactly(link("a", 7, "https://x\u001f8\u001fy\n{{z}}", 1));
        String step = "s".repeat(512);
        assertThat(links(Map.of("group_by", List.of("step_id")), step))
                .containsExactly(new ClickedLink(step, OptionalLong.empty(), "", 1));
    }

    @Test
    void joinsUrlsThatStepsOfUnequalLengthCut() {
        String url = "https://shop.example/" + "x".repeat(600);
        String[] placements = {placement("s", url), placement("a long step", url), placement("ss", url + "y")};
        assertThat(links(Map.of(), placements)).containsExactly(link("all", 0, placements[0].substring(4), 6));
        assertThat(links(Map.of("group_by", List.of("step_id")), placements)).hasSize(3);
    }

    @Test
    void keepsUrlsApartThatNothingCuts() {
        String url = "u".repeat(505);
        for (String groupBy : List.of("group_by", "other")) {
            assertThat(links(Map.of(groupBy, List.of("step_id")), placement("s", url), placement("s", url + "b")))
                    .extracting(ClickedLink::clicks)
                    .containsExactly(1L, 2L);
        }
        assertThat(links(Map.of(), placement("step", "short"), placement("s", "short-er")))
                .hasSize(2);
    }

    /** A placement in the form in which rollups hold it. */
    private static String placement(String step, String url) {
        return Dimension.cut(step + "\u001f0\u001f" + url);
    }

    private static ClickedLink link(String step, long location, String url, long clicks) {
        return new ClickedLink(step, OptionalLong.of(location), url, clicks);
    }

    /** The links of an automation. The first placement has one click, the second two, and so on. */
    private static List<ClickedLink> links(Map<String, List<String>> parameters, String... placements) {
        List<Row> rows = Stream.of(placements)
                .map(placement -> new Row(
                        List.of(placement),
                        null,
                        Uniques.NONE,
                        List.of(placements).indexOf(placement) + 1))
                .toList();
        return ClickedLinks.of(
                LinksRequest.of(MessageKind.AUTOMATION, "acme", "spring", new QueryParameters(parameters)),
                new StatsResult(rows, rows.size(), null, PlanSummary.NOTHING));
    }
}
