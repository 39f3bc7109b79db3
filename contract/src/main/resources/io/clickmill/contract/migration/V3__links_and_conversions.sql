-- What is known of a link beside its clicks. The row is made from the link's first event, and belongs to topic "links" as
-- soon as a record of it is there.
CREATE TABLE link (
  account_id      text        NOT NULL,
  link_id         text        NOT NULL,
  domain          text        NOT NULL,
  key             text        NOT NULL,
  url             text        NOT NULL,
  external_id     text        NOT NULL,
  -- The other fields of the topic's record, by their names there; {} where the row is made from an event.
  attributes      jsonb       NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  -- Of the record in topic "links": an older one changes nothing. Null where the row is made from an event.
  kafka_partition int,
  kafka_offset    bigint,
  PRIMARY KEY (account_id, link_id)
);
-- An index entry holds 2,704 bytes at most, and a key alone may have 4,096.
-- The account comes last: a click that a browser tracks names domain and key alone.
CREATE INDEX link_short ON link (domain, md5(key), account_id);
CREATE INDEX link_external ON link (account_id, external_id) WHERE external_id <> '';
-- Links that were clicked before there was this table: an index finds the first event of each.
INSERT INTO link (account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at)
SELECT first.account_id, first.link_id, first.domain, first.key, first.url, first.external_id, '{}', first.occurred_at,
       first.occurred_at
  FROM scope_span
 CROSS JOIN LATERAL (
       SELECT *
         FROM click_event
        WHERE click_event.account_id = scope_span.account_id
          AND click_event.link_id = scope_span.scope_id
          AND click_event.link_id <> ''
          AND occurred_at >= first_day::timestamp AT TIME ZONE 'UTC'
          AND occurred_at < (first_day + 1)::timestamp AT TIME ZONE 'UTC'
        ORDER BY occurred_at, event_id
        LIMIT 1) AS first
 WHERE scope_span.scope = 'link';

GRANT SELECT, INSERT, UPDATE, DELETE ON link TO clickmill_writer;
GRANT SELECT ON link TO clickmill_reader;

-- Leads and sales are few among the clicks, and are listed by themselves.
CREATE INDEX click_event_conversion ON click_event (account_id, occurred_at) WHERE event <> 'click';
-- A lead names the click that it came from. Only clicks of short links can be named: campaigns' mails need no such index.
CREATE INDEX click_event_click ON click_event (account_id, event_id) WHERE event = 'click' AND domain <> '';
-- A sale names the customer of an earlier lead.
CREATE INDEX click_event_customer ON click_event (account_id, (customer ->> 'id'), occurred_at)
  WHERE customer IS NOT NULL;
CREATE INDEX click_event_customer_external ON click_event (account_id, (customer ->> 'external_id'), occurred_at)
  WHERE customer IS NOT NULL;
-- An invoice is paid once.
CREATE INDEX click_event_invoice ON click_event (account_id, invoice_id) WHERE invoice_id <> '';

ALTER TABLE api_key ADD COLUMN rate_limit int CHECK (rate_limit >= 0);
COMMENT ON COLUMN api_key.rate_limit IS 'requests a minute and dialect; 0 is no limit, null the limit of the plan';
-- Keys that are there were made when there was no limit.
UPDATE api_key SET rate_limit = 0;
