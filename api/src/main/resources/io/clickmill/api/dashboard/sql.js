// The question behind an answer as a statement for psql, which counts the same from the log.

import { FIELDS, parseFilter } from './filters.js';
import { encode } from './state.js';

/** @typedef {import('./questions.js').Parameters} Parameters */

/** Fields whose column is called otherwise. */
const COLUMNS = /** @type {Record<string, string>} */ ({ campaign: 'campaign_id', link: 'link_id', source: 'source_id', step: 'step_id', referer: 'referer_host', referer_url: 'referer' });

/** Fields that are more than a column of an event: several values, a part of one, or what other events say. */
const NOT_A_COLUMN = ['referer_domain', 'placement', 'placement_step', 'ordered_placement', 'ordered_placement_of_all_steps', 'url_location', 'params', 'tag', 'bot_reason', 'base_url', 'referer_base_url', 'customer_id', 'sale_type'];

/** The API groups by the first 512 bytes of a value. These may have more. */
const LONG = ['url', 'custom_link_title', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'referer_url', 'user_agent', 'key'];
const GROUP_BYTES = 512;

/** Metrics: the event that each counts, and how. */
const METRICS = /** @type {Record<string, {event: string, sql: string}>} */ ({
  clicks: { event: 'click', sql: "count(*) FILTER (WHERE event = 'click')" },
  uniques: { event: 'click', sql: "count(DISTINCT visitor) FILTER (WHERE event = 'click')" },
  leads: { event: 'lead', sql: "count(*) FILTER (WHERE event = 'lead')" },
  sales: { event: 'sale', sql: "count(*) FILTER (WHERE event = 'sale')" },
  sale_amount: { event: 'sale', sql: "coalesce(sum(sale_amount) FILTER (WHERE event = 'sale'), 0)" },
});

const BOTS = /** @type {Record<string, string[]>} */ ({ exclude: ['NOT bot'], only: ['bot'], include: [] });

/** Parameters that the statement obeys, and those that change no number. */
const KNOWN = ['account_id', 'from', 'to', 'timezone', 'bots', 'group_by', 'metrics', 'interval', 'sort', 'limit', 'offset', 'fill', 'include', 'plan'];

/**
 * The statement, or null if the question is about more than columns of events.
 *
 * @param {Parameters} params with both ends of the range as instants
 * @returns {string|null}
 */
export function sqlOf(params) {
  const metrics = String(params.metrics ?? 'clicks').split(',');
  const group = params.group_by === undefined ? null : groupOf(String(params.group_by));
  const start = params.interval === undefined ? null : startOf(String(params.interval), String(params.timezone ?? 'UTC'));
  const filters = Object.entries(params).filter(([name]) => !KNOWN.includes(name)).map(([name, text]) => filterSql(name, String(text)));
  const order = orderOf(params, metrics, group);
  if ([group?.sql, start, order, ...filters].includes('') || !metrics.every((metric) => Object.hasOwn(METRICS, metric))) {
    return null;
  }
  const isSplit = group !== null || start !== null;
  const kinds = [...new Set(metrics.map((metric) => METRICS[metric].event))];
  const conditions = [
    `account_id = ${literal(String(params.account_id))}`,
    `occurred_at >= timestamptz ${literal(String(params.from))}`,
    `occurred_at < timestamptz ${literal(String(params.to))}`,
    ...BOTS[params.bots ?? 'exclude'],
    // The API has no rows of zeros, unless it fills a series.
    ...(isSplit && kinds.length < 3 ? [`event IN (${kinds.map(literal).join(', ')})`] : []),
    ...filters,
  ];
  const selected = [
    ...(start === null ? [] : [`${start} AS start`]),
    ...(group === null ? [] : [group.sql === group.field ? group.sql : `${group.sql} AS ${group.field}`]),
    ...metrics.map((metric) => `${METRICS[metric].sql} AS ${metric}`),
  ];
  const keys = [...(start === null ? [] : ['start']), ...(group === null ? [] : [group.sql])];
  return [
    ...(params.fill === undefined ? [] : ['-- Steps without events are left out.']),
    `SELECT ${selected.join(',\n       ')}`,
    '  FROM click_event',
    ` WHERE ${conditions.join('\n   AND ')}`,
    ...(isSplit ? [` GROUP BY ${keys.join(', ')}`, ` ORDER BY ${order}`, ` LIMIT ${params.limit ?? 100}${Number(params.offset ?? 0) > 0 ? ` OFFSET ${params.offset}` : ''}`] : []),
  ].join('\n') + ';';
}

/** The column of a field, or an empty text. @param {string} field */
const columnOf = (field) => (FIELDS.includes(field) && !NOT_A_COLUMN.includes(field) ? (COLUMNS[field] ?? field) : '');

/** What is grouped by. @param {string} field */
function groupOf(field) {
  const column = columnOf(field);
  return { field, sql: column !== '' && LONG.includes(field) ? `left(${column}, ${GROUP_BYTES})` : column };
}

/** The start of an event's step, or an empty text: PostgreSQL reads offsets such as +05:30 the other way round. @param {string} interval @param {string} zone */
function startOf(interval, zone) {
  if (!/^[A-Za-z_]+$|\//.test(zone)) {
    return '';
  }
  // Offsets of zones are whole quarters of an hour, so five minutes are the same in all of them.
  return interval === '5minutes' ? "date_bin('5 minutes', occurred_at, timestamptz '2000-01-01 00:00:00+00')" : `date_trunc(${literal(interval)}, occurred_at, ${literal(zone)})`;
}

/** The order of the rows; empty if it is one that no question of the page has. @param {Parameters} params @param {string[]} metrics @param {{field: string, sql: string}|null} group */
function orderOf(params, metrics, group) {
  const sort = String(params.sort ?? (params.interval === undefined ? `-${metrics[0]}` : 'start'));
  const word = sort.replace(/^-/, '');
  const way = sort.startsWith('-') ? ' DESC' : '';
  // Texts are sorted by their characters' codes, in any database.
  const byGroup = group === null ? [] : [`${group.sql} COLLATE "C"`];
  if (word === group?.field) {
    return byGroup[0] + way;
  }
  return word === 'start' || metrics.includes(word) ? [word + way, ...byGroup].join(', ') : '';
}

/** The condition of a filter, or an empty text. Long values are also those of groups, which are cut. @param {string} field @param {string} text */
function filterSql(field, text) {
  const column = columnOf(field);
  if (column === '') {
    return '';
  }
  const { exclude, values } = parseFilter(field, text);
  const isLong = values.some((value) => encode(value).replace(/%../g, '%').length > GROUP_BYTES - 4);
  return isLong ? '' : `${column} ${exclude ? 'NOT IN' : 'IN'} (${values.map(literal).join(', ')})`;
}

/** A text as a literal. Control characters are escaped, as a terminal would take them for keys. @param {string} text */
function literal(text) {
  const quoted = text.replaceAll("'", "''");
  const code = (/** @type {string} */ c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return /\p{Cc}/u.test(text) ? `E'${quoted.replaceAll('\\', '\\\\').replace(/\p{Cc}/gu, code)}'` : `'${quoted}'`;
}
