package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.StatsResult.PlanSummary;
import java.util.List;
import java.util.Optional;

/**
 * One page of a message's links.
 *
 * @param links in order
 * @param previous the position of the page before this one; empty if this is the first
 * @param next the position of the page after this one; empty if this is the last
 * @param count the number of links on all pages
 * @param totalClicks the clicks of all pages
 * @param plan what was read for the page
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
