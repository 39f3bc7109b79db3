// Numbers, times and names as people read them.

import { atOffset } from './ranges.js';

/** @typedef {{value: number, exact: boolean, low: number, high: number}} Uniques */

const WHOLE = new Intl.NumberFormat('en');
const PERCENT = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const NAMES = typeof Intl.DisplayNames === 'function' ? new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }) : null;
const CONTINENTS = new Map(Object.entries({
  AF: 'Africa', AN: 'Antarctica', AS: 'Asia', EU: 'Europe', NA: 'North America', OC: 'Oceania', SA: 'South America',
}));

/** The metrics: a heading, and the word after a number. */
export const METRIC_NAMES = /** @type {Record<string, string>} */ ({
  clicks: 'Clicks',
  uniques: 'Visitors',
  leads: 'Leads',
  sales: 'Sales',
  sale_amount: 'Sales amount',
});

/** All digits: 12,345,678. @param {number} n */
export const number = (n) => WHOLE.format(n);

/** @param {number} part @param {number} whole @returns {string} empty if there is no whole */
export const share = (part, whole) => (whole > 0 ? `${PERCENT.format((100 * part) / whole)}%` : '');

/** An amount in cents. @param {number} cents @param {string|null} currency */
export function money(cents, currency) {
  const options = currency === null ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { style: /** @type {const} */ ('currency'), currency: currency.toUpperCase() };
  return new Intl.NumberFormat('en', options).format(cents / 100);
}

/** A row's metric as plain number. @param {Record<string, any>|undefined} row @param {string} metric @returns {number} */
export const valueOf = (row, metric) => (metric === 'uniques' ? row?.uniques?.value : row?.[metric]) ?? 0;

/** A row's metric as text, with ~ in front of an estimate. @param {Record<string, any>|undefined} row @param {string} metric @param {string|null} currency */
export function metricText(row, metric, currency) {
  if (row === undefined || row[metric] === undefined) {
    return '–';
  }
  if (metric === 'uniques') {
    return (row.uniques.exact ? '' : '~') + number(row.uniques.value);
  }
  return metric === 'sale_amount' ? money(row[metric], currency) : number(row[metric]);
}

/**
 * How a metric has changed: `up`, `down`, `same`, or `unsure` where the bounds of two estimates overlap.
 *
 * @param {Record<string, any>} now
 * @param {Record<string, any>} before
 * @param {string} metric
 * @returns {{way: 'up'|'down'|'same'|'unsure'|'new', text: string}}
 */
export function change(now, before, metric) {
  const [a, b] = [valueOf(now, metric), valueOf(before, metric)];
  if (b === 0) {
    return a === 0 ? { way: 'same', text: 'no change' } : { way: 'new', text: 'none before' };
  }
  if (metric === 'uniques' && !(now.uniques.exact && before.uniques.exact)) {
    const [u, v] = [now.uniques, before.uniques];
    if (u.low <= v.high && v.low <= u.high) {
      return { way: 'unsure', text: 'no sure change' };
    }
    const ends = [u.low / v.high, u.high / Math.max(v.low, 1)].map((ratio) => (ratio - 1) * 100);
    const off = Math.max(1, Math.round((ends[1] - ends[0]) / 2));
    return { way: a > b ? 'up' : 'down', text: `${number(Math.abs(Math.round((a / Math.max(b, 1) - 1) * 100)))} ± ${off}%` };
  }
  const percent = (100 * (a - b)) / Math.abs(b);
  return a === b
    ? { way: 'same', text: 'no change' }
    : { way: a > b ? 'up' : 'down', text: `${PERCENT.format(Math.abs(percent))}%` };
}

/** An arrow for a change. @type {Record<string, string>} */
export const ARROWS = { up: '▲', down: '▼', same: '', unsure: '', new: '' };

/** Why an event is taken for a bot's, in the job's words. */
const REASONS = new Map(Object.entries({
  robot_user_agent: 'Calls itself a robot',
  headless_browser: 'Browser driven by a program',
  hacker_user_agent: 'Attack, or no user agent at all',
  http_library: 'HTTP library, such as curl',
  feed_reader: 'Feed reader',
  link_preview: 'Link preview',
  listed_robot: 'On the list of robots',
  no_browser: 'Names no browser',
  absent_user_agent: 'Sent no user agent',
}));

/** What a value of a field is called, where its code is not its name. @param {string} field @param {string} value */
export function valueName(field, value) {
  if (value === '') {
    return field === 'referer' || field === 'referer_domain' ? '(direct or unknown)' : '(unknown)';
  }
  switch (field) {
    case 'country': return countryName(value);
    case 'region': return value.length > 3 && value[2] === '-' ? `${value.slice(3)}, ${countryName(value.slice(0, 2))}` : value;
    case 'bot_reason': return REASONS.get(value) ?? value;
    case 'continent': return CONTINENTS.get(value) ?? value;
    case 'trigger': return { link: 'Link', qr: 'QR code', pageview: 'Page view' }[value] ?? value;
    case 'url_location': return value === '0' ? '0 (topmost)' : value;
    case 'placement': return value.split('\u001f').map((part) => part || '–').join(' · ');
    default: return value.replaceAll('\u001f', ' · ');
  }
}

/** @param {string} code */
function countryName(code) {
  try {
    return NAMES?.of(code) ?? code;
  } catch {
    return code;
  }
}

/** @param {number} millis */
export const duration = (millis) => (millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`);

/** How long ago something was, roughly: 40 s, 3 min, 5 h, 2 days. @param {number} millis */
export function age(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${number(Math.floor(seconds / 86_400))} days`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The local parts of a time that the API has written. They stand in its text, so no zone has to be known.
 *
 * @param {string} iso 2026-11-20T15:00:00.5+05:30
 */
export function localParts(iso) {
  const [, year, month, day, hour, minute, second = '00', fraction = '', offset] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(.*)$/.exec(iso) ?? [];
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return { year, month, day, hour, minute, second, millis: fraction.padEnd(3, '0').slice(0, 3), offset, wall, weekday: new Date(wall).getUTCDay() };
}

/** The start of a step in words: Tue 24 Nov 10:00. @param {string} iso @param {string} interval */
export function stepLabel(iso, interval) {
  const at = localParts(iso);
  const date = `${Number(at.day)} ${MONTHS[Number(at.month) - 1]}`;
  switch (interval) {
    case 'month': return `${MONTHS[Number(at.month) - 1]} ${at.year}`;
    case 'week': return `week of ${date} ${at.year}`;
    case 'day': return `${DAYS[at.weekday]} ${date} ${at.year}`;
    default: return `${DAYS[at.weekday]} ${date} ${at.hour}:${at.minute}`;
  }
}

/** A time that the API has written, in a zone. @param {string} iso @param {string} zone */
export const inZone = (iso, zone) => atOffset(Date.parse(iso), offsetAt(Date.parse(iso), zone));

/** A time to the millisecond: 22 Nov 2026 00:00:00.000 +01:00. @param {string} iso */
export function exactTime(iso) {
  const at = localParts(iso);
  return `${Number(at.day)} ${MONTHS[Number(at.month) - 1]} ${at.year} ${at.hour}:${at.minute}:${at.second}.${at.millis} ${at.offset === 'Z' ? 'UTC' : at.offset}`;
}

/** A time of a list, to the millisecond: 22 Nov 00:00:00.000. @param {string} iso */
export function listTime(iso) {
  const at = localParts(iso);
  return `${Number(at.day)} ${MONTHS[Number(at.month) - 1]} ${at.hour}:${at.minute}:${at.second}.${at.millis}`;
}

/** A time as short as it can be said: 22 Nov 14:00, or 22 Nov 14:00:00.001. @param {string} iso */
export function shortTime(iso) {
  const at = localParts(iso);
  const seconds = at.millis !== '000' ? `:${at.second}.${at.millis}` : at.second !== '00' ? `:${at.second}` : '';
  return `${Number(at.day)} ${MONTHS[Number(at.month) - 1]} ${at.hour}:${at.minute}${seconds}`;
}

/** The clock of an instant in a zone: 14:02:29. @param {number} instant @param {string} zone */
export const clockTime = (instant, zone) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(instant);

/** The date of an instant in a zone: 2026-11-30. @param {number} instant @param {string} zone */
export const dateIn = (instant, zone) => new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);

/** The offset of a zone at an instant, in milliseconds. @param {number} instant @param {string} zone */
export function offsetAt(instant, zone) {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(instant);
  const get = (/** @type {string} */ type) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return wall - Math.floor(instant / 1000) * 1000;
}

/** Names that some browsers know, but list only under an older one. */
const RENAMED = ['Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Yangon', 'Asia/Ho_Chi_Minh', 'Europe/Kyiv', 'America/Nuuk', 'America/Argentina/Buenos_Aires'];

/**
 * A time zone's name as the API writes it, or null if the browser does not know it. Browsers take names in any case, the
 * API does not.
 *
 * @param {string} zone
 * @returns {string|null}
 */
export function zoneName(zone) {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    return RENAMED.find((name) => name.toLowerCase() === zone.toLowerCase()) ?? timeZone;
  } catch {
    return null;
  }
}

/** Whether the browser knows a time zone. @param {string} zone */
export const isZone = (zone) => zoneName(zone) !== null;

/** The newer names that this browser knows. */
export const NEWER_ZONES = RENAMED.filter(isZone);
