package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.StatsResult.PlanSummary;
import java.util.List;
import java.util.Optional;

/**
 * One page of a message's links.
 *
 * @param links in order
 * @param previous where the page before this one is; empty if this is the first
 * @param next where the page after this one is; empty if this is the last
 * @param count links of all pages
 * @param totalClicks clicks of all pages
 * @param plan what was read for it
 */
record LinksPage(
        List<ClickedLink> links,
        Optional<PagePosition> previous,
        Optional<PagePosition> next,
        long count,
        long totalClicks,
        PlanSummary plan) {
    LinksPage {
        links = List.copyOf(links);
    }
}
