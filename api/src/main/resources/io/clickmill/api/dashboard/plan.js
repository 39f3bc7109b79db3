// What was read for an answer, in words, and whether counts agree: a second one with the first, and those of the books.

import { number } from './format.js';

/**
 * Reads a plan such as `day=9 hour=14 minute=37 log=2; rollup_rows=62 log_rows=311 late_rows=3`.
 *
 * @param {string} plan
 * @returns {Map<string, number>}
 */
export function parsePlan(plan) {
  return new Map([...plan.matchAll(/(\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]));
}

/** @param {number} n @param {string} one @param {string} [many] */
const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/**
 * A plan as sentences.
 *
 * @param {string} plan
 * @returns {string[]}
 */
export function planInWords(plan) {
  const parts = parsePlan(plan);
  const get = (/** @type {string} */ name) => parts.get(name) ?? 0;
  const words = [];
  const buckets = ['day', 'hour', 'minute'].filter((name) => get(name) > 0).map((name) => count(get(name), name));
  if (buckets.length > 0) {
    words.push(`From rollups: ${buckets.join(', ')} (${count(get('rollup_rows'), 'row')}).`);
  }
  if (get('seal_days') > 0) {
    words.push(`From sealed days: ${count(get('seal_days'), 'day')} (${count(get('seal_rows'), 'event')}).`);
  }
  if (get('log') > 0) {
    words.push(`From the event log: ${count(get('log'), 'range')} (${count(get('log_rows'), 'event')}).`);
  }
  if (get('late_rows') > 0) {
    words.push(`Late events added: ${number(get('late_rows'))}.`);
  }
  return words.length > 0 ? words : ['Nothing had to be read: the range has no events.'];
}

/**
 * Compares an answer with the same question's answer from the log alone. Sums must be equal; a number of visitors must
 * lie between the bounds of the other.
 *
 * @param {Record<string, any>[]} rows
 * @param {Record<string, any>[]} logRows
 * @returns {{equal: boolean, detail: string}}
 */
export function compareRows(rows, logRows) {
  const name = (/** @type {Record<string, any>} */ row) => JSON.stringify(Object.entries(row).filter(([, value]) => typeof value === 'string'));
  const others = new Map(logRows.map((row) => [name(row), row]));
  if (rows.length !== logRows.length) {
    return { equal: false, detail: `${count(rows.length, 'row')} here, ${count(logRows.length, 'row')} in the log` };
  }
  for (const row of rows) {
    const other = others.get(name(row));
    const metric = Object.keys(row).find((key) => typeof row[key] !== 'string' && !agree(row[key], other?.[key]));
    if (metric !== undefined) {
      return { equal: false, detail: `${metric}: ${shown(row[metric])} here, ${shown(other?.[metric])} in the log` };
    }
  }
  return { equal: true, detail: count(rows.length, 'row') };
}

/**
 * Whether every received record is accounted for.
 *
 * @param {{received: number, logged: number, duplicates: number, rejected: number, exact: boolean}} balance
 */
export function balanceInWords({ received, logged, duplicates, rejected, exact }) {
  if (exact) {
    return 'Balanced: every received record is in the log, a duplicate or rejected.';
  }
  const missing = received - logged - duplicates - rejected;
  return missing > 0
    ? `Not balanced: ${count(missing, 'received record is', 'received records are')} not accounted for.`
    : `Not balanced: ${count(-missing, 'record is', 'records are')} accounted for beyond those received.`;
}

/** @param {any} value @param {any} other */
function agree(value, other) {
  if (typeof value === 'number') {
    return value === other;
  }
  return other !== undefined && other.low <= value.high && value.low <= other.high && (!(value.exact && other.exact) || value.value === other.value);
}

/** @param {any} value */
const shown = (value) => (value === undefined ? 'none' : number(typeof value === 'number' ? value : value.value));
