package io.clickmill.bench.ingest;

import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.local.embedded.LocalPostgres;
import java.util.Map;
import java.util.stream.Collectors;

/** The statements of the same pipeline in Flink SQL, as one would write it with the connectors of Flink. */
final class FlinkSqlScript {
    /** The tables of the counts, in PostgreSQL. The events go to the product's own table. */
    static final String CREATE_COUNTS = """
            CREATE TABLE clicks_by_campaign (
              minute timestamptz NOT NULL, campaign_id text NOT NULL,
              clicks bigint, visitors bigint, PRIMARY KEY (minute, campaign_id));
            CREATE TABLE clicks_by_device (
              minute timestamptz NOT NULL, campaign_id text NOT NULL, device text NOT NULL,
              clicks bigint, visitors bigint, PRIMARY KEY (minute, campaign_id, device));
            CREATE TABLE clicks_by_link (
              minute timestamptz NOT NULL, link_id text NOT NULL,
              clicks bigint, visitors bigint, PRIMARY KEY (minute, link_id))
            """;

    /** The job waits for late events as long as the product does. It ends at the end of the topic. */
    private static final String SOURCE = """
            CREATE TABLE clicks (
              event_id STRING NOT NULL,
              `timestamp` TIMESTAMP_LTZ(3) NOT NULL,
              account_id STRING NOT NULL,
              campaign_id STRING NOT NULL,
              link_id STRING NOT NULL,
              url STRING,
              subscriber_id STRING,
              ip STRING,
              user_agent STRING,
              appended_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
              kafka_partition INT METADATA FROM 'partition' VIRTUAL,
              kafka_offset BIGINT METADATA FROM 'offset' VIRTUAL,
              WATERMARK FOR `timestamp` AS `timestamp` - INTERVAL '15' SECOND
            ) WITH (
              'connector' = 'kafka',
              'topic' = '%s',
              'scan.startup.mode' = 'earliest-offset',
              'scan.bounded.mode' = 'latest-offset',
              'format' = 'json',
              'json.timestamp-format.standard' = 'ISO-8601',
              %s
            )
            """;

    /** Columns of array and JSON types are written as text, which the connection lets PostgreSQL convert. */
    private static final String LOG_SINK = """
            CREATE TABLE click_event (
              account_id STRING NOT NULL, occurred_at TIMESTAMP(3) NOT NULL, event_id STRING NOT NULL,
              appended_at TIMESTAMP(3), kafka_partition INT, kafka_offset BIGINT, visitor BIGINT,
              campaign_id STRING, source_id STRING, link_id STRING, url STRING, subscriber_id STRING, ip STRING,
              user_agent STRING, late BOOLEAN, bot BOOLEAN, bot_reasons STRING, event STRING, `trigger` STRING,
              params STRING, country STRING, region STRING, city STRING, continent STRING, device STRING,
              browser STRING, browser_version STRING, os STRING, utm_source STRING, utm_medium STRING,
              utm_campaign STRING, utm_term STRING, utm_content STRING, domain STRING, `key` STRING,
              custom_link_title STRING, external_id STRING, tenant_id STRING, folder_id STRING, group_id STRING,
              partner_id STRING, tag_ids STRING, step_id STRING, email_address STRING, profile_id STRING,
              referer STRING, referer_host STRING, click_id STRING, event_name STRING, sale_currency STRING,
              invoice_id STRING, payment_processor STRING,
              PRIMARY KEY (account_id, occurred_at, event_id) NOT ENFORCED
            ) WITH (%s)
            """;

    private static final String INSERT_LOG = """
            INSERT INTO click_event
            SELECT account_id, CAST(`timestamp` AS TIMESTAMP(3)), event_id,
                   CAST(appended_at AS TIMESTAMP(3)), kafka_partition, kafka_offset, 1234567890123456789,
                   campaign_id, campaign_id, link_id, url, subscriber_id, ip,
                   user_agent, FALSE, FALSE, '{}', 'click', 'link',
                   '{"utm_source":"mail","utm_medium":"email","utm_campaign":"c-123"}', 'US', 'US-CA',
                   'San Francisco', 'NA', 'Mobile',
                   'Chrome', 'Chrome 142', 'Android', 'mail', 'email', 'c-123', '', '', '', '',
                   '', '', '', '', '', '', '{}', '', '', '', '', '', '', '', '', '', ''
              FROM clicks
            """;

    private static final String COUNTS_SINK = """
            CREATE TABLE clicks_by_%1$s (
              `minute` TIMESTAMP(3) NOT NULL, %2$s,
              clicks BIGINT, visitors BIGINT, PRIMARY KEY (`minute`, %3$s) NOT ENFORCED
            ) WITH (%4$s)
            """;

    private static final String INSERT_COUNTS = """
            INSERT INTO clicks_by_%1$s
            SELECT window_start, %2$s, COUNT(*), COUNT(DISTINCT subscriber_id)
              FROM TABLE(TUMBLE(
                   TABLE clicks_with_device, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE))
             GROUP BY window_start, window_end, %2$s
            """;

    private static final String VIEW = """
            CREATE VIEW clicks_with_device AS
            SELECT `timestamp`, campaign_id, link_id, subscriber_id,
                   CASE WHEN user_agent LIKE '%iPad%' THEN 'Tablet'
                        WHEN user_agent LIKE '%Mobile%' THEN 'Mobile'
                        ELSE 'Desktop' END AS device
              FROM clicks
            """;

    private final KafkaAccess kafka;
    private final Database database;

    FlinkSqlScript(KafkaAccess kafka, Database database) {
        this.kafka = kafka;
        this.database = database;
    }

    String[] definitions() {
        return new String[] {
            SOURCE.formatted(Topics.DEFAULTS.clicks(), kafkaOptions()),
            VIEW,
            LOG_SINK.formatted(jdbcOptions("click_event")),
            countsSink("campaign", "campaign_id STRING NOT NULL", "campaign_id"),
            countsSink("device", "campaign_id STRING NOT NULL, device STRING NOT NULL", "campaign_id, device"),
            countsSink("link", "link_id STRING NOT NULL", "link_id")
        };
    }

    /** The inserts, which run as one job and share the source. */
    static String[] inserts() {
        return new String[] {
            INSERT_LOG,
            INSERT_COUNTS.formatted("campaign", "campaign_id"),
            INSERT_COUNTS.formatted("device", "campaign_id, device"),
            INSERT_COUNTS.formatted("link", "link_id")
        };
    }

    private String countsSink(String name, String columns, String key) {
        return COUNTS_SINK.formatted(name, columns, key, jdbcOptions("clicks_by_" + name));
    }

    private String kafkaOptions() {
        return kafka.clientProperties().entrySet().stream()
                .map(option -> option("properties." + option.getKey(), String.valueOf(option.getValue())))
                .collect(Collectors.joining(",\n  "));
    }

    /** The connector's default batch of 100 rows would make it slow. */
    private String jdbcOptions(String table) {
        return Map.of(
                        "connector",
                        "jdbc",
                        "url",
                        database.server().url() + "?stringtype=unspecified&reWriteBatchedInserts=true",
                        "username",
                        LocalPostgres.OWNER_ROLE,
                        "password",
                        database.password(),
                        "table-name",
                        table,
                        "sink.buffer-flush.max-rows",
                        "5000",
                        "sink.buffer-flush.interval",
                        "1s")
                .entrySet()
                .stream()
                .map(option -> option(option.getKey(), option.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String option(String name, String value) {
        return "'" + name + "' = '" + value.replace("'", "''") + "'";
    }
}
