// The columns that a series is drawn from.

import { localParts, stepLabel, valueOf } from './format.js';

/**
 * @typedef {object} Step
 * @property {string} start
 * @property {number} x seconds since the epoch
 * @property {number} value
 * @property {number} low
 * @property {number} high
 * @property {number|null} before
 * @property {boolean} complete
 * @property {Record<string, any>} row
 * @property {Record<string, any>|null} beforeRow
 */

/**
 * Joins the steps of a series with those of the series before. Steps of up to a day belong together if they are as far
 * from the start of their range in local time, so that days on which the clocks change do not move the rest.
 *
 * @param {{data: Record<string, any>[], meta: any}} now
 * @param {{data: Record<string, any>[]}|null} before
 * @param {string} metric
 * @param {string} interval
 * @returns {Step[]}
 */
export function stepsOf(now, before, metric, interval) {
  const byOrder = interval === 'week' || interval === 'month';
  /** @param {Record<string, any>[]} rows */
  const keys = (rows) => rows.map((row, i) => (byOrder ? i : localParts(row.start).wall - localParts(rows[0].start).wall));
  const others = new Map();
  if (before !== null) {
    keys(before.data).forEach((key, i) => others.has(key) || others.set(key, before.data[i]));
  }
  const complete = now.meta.complete;
  const from = complete ? Date.parse(complete.from) : Infinity;
  const to = complete ? Date.parse(complete.to) : -Infinity;
  const keyOf = keys(now.data);
  return now.data.map((row, i) => {
    const at = Date.parse(row.start);
    const other = others.get(keyOf[i]) ?? null;
    return {
      start: row.start,
      x: at / 1000,
      value: valueOf(row, metric),
      low: metric === 'uniques' ? row.uniques.low : valueOf(row, metric),
      high: metric === 'uniques' ? row.uniques.high : valueOf(row, metric),
      before: other === null ? null : valueOf(other, metric),
      complete: at >= from && at < to,
      row,
      beforeRow: other,
    };
  });
}

/**
 * Splits values into a line of complete steps and one of the others, which begins and ends at complete neighbours so
 * that the two meet.
 *
 * @param {Step[]} steps
 * @returns {{solid: (number|null)[], dashed: (number|null)[]}}
 */
export function lines(steps) {
  const isOpen = (/** @type {number} */ i) => i >= 0 && i < steps.length && !steps[i].complete;
  return {
    solid: steps.map((step) => (step.complete ? step.value : null)),
    dashed: steps.map((step, i) => (isOpen(i) || isOpen(i - 1) || isOpen(i + 1) ? step.value : null)),
  };
}

/** The step with the largest value, or undefined. @param {Step[]} steps @returns {Step|undefined} */
export const peak = (steps) => steps.reduce((best, step) => (best === undefined || step.value > best.value ? step : best), /** @type {Step|undefined} */ (undefined));

/** Where the step after the last one shown begins: the end of a zoomed range. @param {Step[]} steps @param {number} index @param {string} end the range's end */
export const endOf = (steps, index, end) => steps[index + 1]?.start ?? end;

/** @param {Step[]} steps @param {string} interval */
export const span = (steps, interval) => (steps.length === 0 ? '' : `${stepLabel(steps[0].start, interval)} to ${stepLabel(steps[steps.length - 1].start, interval)}`);

/**
 * The heat map: for each weekday (0 is Monday) and local hour the average number of clicks in the hours of a series
 * that were over and had that weekday and hour, and how many such hours there were.
 *
 * @param {{data: Record<string, any>[], meta: any}} hours
 * @returns {{cells: {sum: number, hours: number}[][], most: number}}
 */
export function heatOf(hours) {
  const cells = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ sum: 0, hours: 0 })));
  for (const step of stepsOf(hours, null, 'clicks', 'hour')) {
    if (step.complete) {
      const at = localParts(step.start);
      const cell = cells[(at.weekday + 6) % 7][Number(at.hour)];
      cell.sum += step.value;
      cell.hours += 1;
    }
  }
  return { cells, most: Math.max(...cells.flat().map((cell) => (cell.hours > 0 ? cell.sum / cell.hours : 0))) };
}
