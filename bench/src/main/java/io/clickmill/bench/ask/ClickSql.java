package io.clickmill.bench.ask;

import io.clickmill.contract.event.EventColumn;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The statements by which DuckDB makes the clicks and exports them. All values follow from the number of a click, of a
 * subscriber, an address or a link by hashes with the seed.
 *
 * <p>Clicks are numbered in the order of their campaigns, whose sizes follow Zipf's law with exponent 1: so that the
 * part of each number says which campaign it belongs to. Parts of whole campaigns are made one after the other, each
 * sorted by campaign and time.
 */
final class ClickSql {
    private static final int CAMPAIGNS = 1_000;
    private static final int LINKS_OF_CAMPAIGN = 10;
    /** Each has about a tenth of the clicks: one campaign, then two, four and so on. */
    private static final int PARTS = 10;

    private static final String MACROS = """
            CREATE MACRO number(id, draw, below) AS CAST(hash(id * 64 + draw + %1$d) %% below AS INTEGER);
            CREATE MACRO point(id, draw) AS (hash(id * 64 + draw + %1$d) >> 11) / 9007199254740992.0;
            CREATE MACRO zipf(point, ranks)
                AS least(ranks, CAST(floor(exp(point * ln(ranks + 1))) AS INTEGER)) - 1;
            """;

    private static final String LINKS = """
            CREATE TABLE link AS
            SELECT id,
                   'c-' || id // %1$d AS campaign_id,
                   'l-' || id AS link_id,
                   CAST(id %% %1$d AS INTEGER) AS url_location,
                   'step-' || id // %1$d %% 5 AS step_id,
                   'https://shop.example/p/' || page || CASE WHEN page %% 2 = 0 THEN ''
                       ELSE '?utm_source=' || source || '&utm_medium=email&utm_campaign=' || season END AS url,
                   'Page ' || page AS custom_link_title,
                   CASE WHEN page %% 2 = 0 THEN '' ELSE source END AS utm_source,
                   CASE WHEN page %% 2 = 0 THEN '' ELSE 'email' END AS utm_medium,
                   CASE WHEN page %% 2 = 0 THEN '' ELSE season END AS utm_campaign,
                   CASE WHEN page %% 2 = 0 THEN MAP([]::VARCHAR[], []::VARCHAR[])
                        ELSE MAP {'utm_source': source, 'utm_medium': 'email', 'utm_campaign': season}
                   END AS params
              FROM (SELECT id,
                           id %% 307 AS page,
                           ['mail', 'news', 'partner'][1 + id %% 307 %% 3] AS source,
                           'season-' || id %% 307 %% 20 AS season
                      FROM range(%1$d * %2$d) AS numbers (id)) AS numbered;
            """;

    private static final String ADDRESSES = """
            CREATE TABLE address AS
            SELECT id,
                   CASE WHEN id %% 5 = 0 THEN printf('2a01:4f8:%%x::1', id + 4096)
                        ELSE printf('81.%%d.%%d.7', id // 250, id %% 250) END AS ip,
                   split_part(country, '-', 1) AS country,
                   split_part(country, '-', 2) AS continent,
                   split_part(country, '-', 1) || '-' || town %% 12 AS region,
                   split_part(country, '-', 1) || ' town ' || town AS city
              FROM (SELECT id,
                           string_split('%s', ' ')[1 + zipf(point(id, 1), 100)] AS country,
                           zipf(point(id, 2), 30) AS town
                      FROM range(50000) AS numbers (id)) AS numbered;
            """;

    private static final String COUNTRIES = """
            US-NA DE-EU GB-EU FR-EU IN-AS BR-SA CA-NA ES-EU IT-EU NL-EU PL-EU AU-OC JP-AS MX-NA SE-EU AT-EU CH-EU BE-EU \
            TR-AS ID-AS ZA-AF AR-SA PT-EU DK-EU NO-EU FI-EU CZ-EU IE-EU RO-EU GR-EU HU-EU IL-AS SG-AS MY-AS TH-AS PH-AS \
            VN-AS KR-AS TW-AS HK-AS NZ-OC AE-AS SA-AS EG-AF NG-AF KE-AF MA-AF DZ-AF TN-AF GH-AF UA-EU BG-EU RS-EU HR-EU \
            SI-EU SK-EU LT-EU LV-EU EE-EU LU-EU IS-EU MT-EU CY-EU CL-SA CO-SA PE-SA EC-SA UY-SA PY-SA BO-SA VE-SA CR-NA \
            PA-NA GT-NA DO-NA JM-NA TT-NA PR-NA PK-AS BD-AS LK-AS NP-AS KZ-AS UZ-AS GE-AS AM-AS AZ-AS IQ-AS JO-AS LB-AS \
            KW-AS QA-AS BH-AS OM-AS ET-AF TZ-AF UG-AF SN-AF CI-AF CM-AF""";

    private static final String CLIENTS = """
            CREATE TABLE client AS
            SELECT id,
                   os,
                   CASE WHEN os NOT IN ('Android', 'iOS') THEN 'Desktop'
                        WHEN number(id, 2, 6) = 0 THEN 'Tablet'
                        ELSE 'Mobile' END AS device,
                   browser,
                   browser || ' ' || version AS browser_version,
                   'Mozilla/5.0 (' || os || '; build ' || id || ') AppleWebKit/605.1.15 (KHTML, like Gecko) '
                       || browser || '/' || version || '.0.0.0 Safari/605.1.15' AS user_agent
              FROM (SELECT id,
                           ['Android', 'iOS', 'Windows', 'Mac OS X', 'Linux'][1 + zipf(point(id, 1), 5)] AS os,
                           ['Chrome', 'Safari', 'Firefox', 'Edge', 'Samsung Internet'][1 + zipf(point(id, 3), 5)]
                               AS browser,
                           100 + number(id, 4, 30) AS version
                      FROM range(300) AS numbers (id)) AS numbered;
            """;

    /** A density of 1 / (1 - 0.6 cos) over the day: four times as many clicks at 14:00 as at 02:00. */
    private static final String SELECT = """
            SELECT '%1$s' AS account_id,
                   make_timestamp((%2$d + CAST(day AS BIGINT) * 86400000
                       + CAST(floor((turn - floor(turn)) * 86400000) AS BIGINT)) * 1000) AS occurred_at,
                   'e' || drawn.id AS event_id,
                   drawn.id AS kafka_offset,
                   bot,
                   CASE WHEN bot THEN '{' || ['robot_user_agent', 'link_preview', 'listed_robot'][
                       1 + number(drawn.id, 6, 3)] || '}' ELSE '{}' END AS bot_reasons,
                   event,
                   CAST(hash(subscriber * 64 + %3$d)::HUGEINT - 9223372036854775808::HUGEINT AS BIGINT) AS visitor,
                   link.campaign_id,
                   link.link_id,
                   link.step_id,
                   link.url_location,
                   link.url,
                   link.custom_link_title,
                   link.utm_source,
                   link.utm_medium,
                   link.utm_campaign,
                   link.params,
                   's-' || subscriber AS subscriber_id,
                   'person' || subscriber || '@mail.example' AS email_address,
                   address.ip,
                   address.country,
                   address.region,
                   address.city,
                   address.continent,
                   client.device,
                   client.browser,
                   client.browser_version,
                   client.os,
                   client.user_agent,
                   CASE WHEN site < 0 THEN '' ELSE 'https://site-' || site || '.example/news' END AS referer,
                   CASE WHEN site < 0 THEN '' ELSE 'site-' || site || '.example' END AS referer_host,
                   CASE WHEN number(drawn.id, 9, 50) = 0 THEN 'qr' ELSE 'link' END AS trigger,
                   CASE WHEN event = 'click' THEN NULL ELSE '{"id": "person-' || subscriber || '"}' END AS customer,
                   CASE WHEN event = 'sale' THEN 100 + number(drawn.id, 10, 20000) END AS sale_amount
            """;

    private static final String CREATE = "CREATE TABLE click_event AS " + SELECT + """
              FROM (SELECT id,
                           zipf((id + 0.5) / %4$d, %5$d) * %6$d + zipf(point(id, 0), %6$d) AS link,
                           number(id, 1, %7$d) AS day,
                           point(id, 2) - 0.6 * sin(2 * pi() * point(id, 2)) / (2 * pi()) + 14.0 / 24 AS turn,
                           number(id, 3, 1000000) AS subscriber,
                           CASE WHEN point(id, 4) < 0.001 THEN 'sale'
                                WHEN point(id, 4) < 0.003 THEN 'lead'
                                ELSE 'click' END AS event,
                           point(id, 5) < 0.03 AS bot,
                           CASE WHEN point(id, 7) < 0.4 THEN -1 ELSE zipf(point(id, 8), 200) END AS site
                      FROM range(%8$d, %9$d) AS numbers (id)) AS drawn
              JOIN link
                ON link.id = drawn.link
              JOIN address
                ON address.id = number(drawn.subscriber, 11, 50000)
              JOIN client
                ON client.id = zipf(point(drawn.subscriber, 12), 300)
             ORDER BY drawn.link // %6$d, occurred_at
            """;

    /** A column of the log that the table does not have is constant. */
    private static final String EXPORT = """
            COPY (SELECT %s, false AS late
                    FROM (SELECT * REPLACE (occurred_at || '+00' AS occurred_at, to_json(params) AS params),
                                 occurred_at + INTERVAL 1 SECOND || '+00' AS appended_at,
                                 0 AS kafka_partition,
                                 campaign_id AS source_id,
                                 CASE WHEN event = 'sale' THEN 'usd' ELSE '' END AS sale_currency,
                                 '{}' AS tag_ids,
                                 NULL AS metadata,
                                 %s
                            FROM click_event
                           WHERE occurred_at >= TIMESTAMP '%s 00:00:00'
                             AND occurred_at < TIMESTAMP '%s 00:00:00'
                           ORDER BY occurred_at) AS log)
              TO '%s' (FORMAT csv, HEADER false, NULLSTR '\\N')
            """;

    private static final List<EventColumn> EMPTY = List.of(
            EventColumn.DOMAIN,
            EventColumn.KEY,
            EventColumn.EXTERNAL_ID,
            EventColumn.TENANT_ID,
            EventColumn.FOLDER_ID,
            EventColumn.GROUP_ID,
            EventColumn.PARTNER_ID,
            EventColumn.PROFILE_ID,
            EventColumn.UTM_TERM,
            EventColumn.UTM_CONTENT,
            EventColumn.CLICK_ID,
            EventColumn.EVENT_NAME,
            EventColumn.INVOICE_ID,
            EventColumn.PAYMENT_PROCESSOR);

    private final AskShape shape;

    ClickSql(AskShape shape) {
        this.shape = shape;
    }

    /** The statements that make what clicks are made of. */
    List<String> prepare() {
        return List.of(
                MACROS.formatted(salt()),
                LINKS.formatted(LINKS_OF_CAMPAIGN, CAMPAIGNS),
                ADDRESSES.formatted(COUNTRIES),
                CLIENTS);
    }

    /** The numbers at which the parts begin, and the number of all clicks. */
    List<Long> bounds() {
        return LongStream.rangeClosed(0, PARTS)
                .mapToObj(part -> Math.round(shape.clicks() * Math.log(1L << part) / Math.log(CAMPAIGNS + 1)))
                .map(bound -> Math.min(bound, shape.clicks()))
                .toList();
    }

    /** The statement that makes the clicks with the numbers of a half-open range. The first one makes the table too. */
    String make(long from, long to) {
        String create = String.format(
                Locale.ROOT,
                CREATE,
                AskShape.ACCOUNT,
                shape.firstDay().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
                salt(),
                shape.clicks(),
                CAMPAIGNS,
                LINKS_OF_CAMPAIGN,
                AskShape.DAYS,
                from,
                to);
        return from == 0 ? create : create.replaceFirst("CREATE TABLE click_event AS", "INSERT INTO click_event");
    }

    /** The statement that exports the rows of a day into a file, in the columns that {@link #columns} lists. */
    static String export(LocalDate day, String file) {
        String empty = String.join(
                ", ", EMPTY.stream().map(column -> "'' AS " + column.column()).toList());
        return EXPORT.formatted(EventColumn.list(""), empty, day, day.plusDays(1), file.replace("'", "''"));
    }

    /** The columns of an exported file. */
    static String columns() {
        return EventColumn.list("") + ", late";
    }

    /** Moves the numbers of other seeds out of the way of each other. */
    private long salt() {
        return Math.floorMod(shape.seed(), 1_000_000L) * 1_000_000_000_000L;
    }
}
