package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.StatsResult.PlanSummary;
import java.util.List;

/**
 * One page of a message's links.
 *
 * @param links in order
 * @param follows whether there are links before the page
 * @param isFollowed whether there are links after the page
 * @param count links of all pages
 * @param totalClicks clicks of all pages
 * @param plan what was read for it
 */
record LinksPage(
        List<ClickedLink> links, boolean follows, boolean isFollowed, long count, long totalClicks, PlanSummary plan) {
    LinksPage {
        links = List.copyOf(links);
    }
}
