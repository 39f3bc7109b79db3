package io.clickmill.api.auth;

import java.util.List;

/** The words of what a key may do: Clickmill's own, and each vendor's for its endpoints. */
public final class KeyScopes {
    /** Asks {@code /v1/stats}. */
    public static final String STATS_READ = "stats:read";

    /** Sends to {@code /v1/events}. */
    public static final String EVENTS_WRITE = "events:write";

    /** Sends to {@code /v1/links}. */
    public static final String LINKS_WRITE = "links:write";

    /** EmailConsul: asks its endpoints. */
    public static final String TRACKING_READ = "tracking:read";

    /** Dub: asks {@code /events} and {@code /analytics}. */
    public static final String ANALYTICS_READ = "analytics.read";

    /** Dub: sends to {@code /track/lead} and {@code /track/sale}. */
    public static final String CONVERSIONS_WRITE = "conversions.write";

    /** Constant Contact: asks the tracking of campaigns. */
    public static final String CONTACTS_READ = "contacts:read";

    /** SendGrid: asks {@code /v3/marketing/stats}. */
    public static final String MARKETING_STATS_READ = "stats.read";

    /** Placewise: asks {@code /v1/reporting/query}; the scope of the report is needed beside it. */
    public static final String REPORTING_QUERY = "Reporting:Api:Query";

    /** Placewise: report {@code sendings_links_stats}. */
    public static final String REPORT_SENDINGS_LINKS_STATS = "Reporting:Api:Report:SendingsLinksStats";

    /** Placewise: report {@code sendings_links}. */
    public static final String REPORT_SENDINGS_LINKS = "Reporting:Api:Report:SendingsLinks";

    /** Placewise: report {@code links_visits_history}. */
    public static final String REPORT_LINKS_VISITS_HISTORY = "Reporting:Api:Report:LinksVisitsHistory";

    /** Every scope that there is, in the order in which they are listed to people. */
    public static final List<String> ALL = List.of(
            Principal.EVERYTHING,
            STATS_READ,
            EVENTS_WRITE,
            LINKS_WRITE,
            TRACKING_READ,
            ANALYTICS_READ,
            CONVERSIONS_WRITE,
            CONTACTS_READ,
            MARKETING_STATS_READ,
            REPORTING_QUERY,
            REPORT_SENDINGS_LINKS_STATS,
            REPORT_SENDINGS_LINKS,
            REPORT_LINKS_VISITS_HISTORY);

    private KeyScopes() {}
}
