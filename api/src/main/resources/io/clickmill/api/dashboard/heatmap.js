// Clicks by weekday and hour: the average of the hours that there really were.

import { useMemo } from 'preact/hooks';
import { html } from './html.js';
import { Trouble, Waiting } from './panel.js';
import { Why } from './why.js';
import { HEAT_DAYS, hasHeat } from './questions.js';
import { heatOf } from './series-data.js';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const LEVELS = 8;
const FORMAT = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** @param {{sum: number, hours: number}[]} cells */
const all = (cells) => cells.reduce((total, cell) => ({ sum: total.sum + cell.sum, hours: total.hours + cell.hours }), { sum: 0, hours: 0 });

/** @param {{sum: number, hours: number}} cell */
const average = (cell) => (cell.hours === 0 ? '–' : FORMAT.format(cell.sum / cell.hours));

/** @param {{app: any}} props */
export function HeatMap({ app }) {
  const slot = app.slot('heat');
  return html`<section class="panel heat" aria-labelledby="head-heat">
    <header><h2 id="head-heat">Clicks an hour, by weekday and hour</h2><span class="space"></span><${Waiting} app=${app} slot=${slot} /><${Why} app=${app} id="heat" title="Clicks by hour" /></header>
    <div class="body" data-dim=${app.isDim(slot)}>
      <${Trouble} app=${app} slot=${slot} />
      ${hasHeat(app.range) ? html`<${HeatBody} app=${app} slot=${slot} />` : html`<p class="empty">For ranges of a day to ${HEAT_DAYS} days.</p>`}
    </div>
  </section>`;
}

/** @param {{app: any, slot: any}} props */
function HeatBody({ app, slot }) {
  if (app.heatNeedsConsent && !app.ui.heat) {
    return html`<p class="empty">In this time zone hours older than eight days are counted from single events. <button type="button" class="text" onClick=${() => app.set({ heat: true })}>Count them</button></p>`;
  }
  if (!slot?.answer) {
    if (slot?.cancelled) return html`<p class="empty">Not counted.</p>`;
    return slot?.problem ? null : html`<div class="skeletons" aria-hidden="true"><span class="skeleton tall"></span></div>`;
  }
  return html`<${HeatTable} app=${app} answer=${slot.answer} />`;
}

/** @param {{app: any, answer: import('./refresh.js').Answer}} props */
function HeatTable({ app, answer }) {
  const { cells, most } = useMemo(() => heatOf(answer), [answer]);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return html`<table class="heatmap">
    <caption class="hidden">Average clicks in an hour by weekday and hour in ${app.zone}. Only hours that are over count.</caption>
    <thead><tr><th scope="col"><span class="hidden">Weekday</span></th>${hours.map((hour) => html`<th scope="col"><span data-minor=${hour % 3 !== 0}>${hour}</span></th>`)}<th scope="col">all</th></tr></thead>
    <tbody>${cells.map((row, day) => html`<tr key=${day}><th scope="row"><abbr title=${DAYS[day]}>${DAYS[day].slice(0, 2)}</abbr></th>
      ${row.map((cell, hour) => html`<td class="cell" data-level=${level(cell, most)} title=${`${DAYS[day]} ${hour}:00 to ${hour + 1}:00: ${average(cell)} clicks an hour (${cell.hours} ${cell.hours === 1 ? 'hour' : 'hours'})`}><span class="hidden">${average(cell)}</span></td>`)}
      <td class="n">${average(all(row))}</td></tr>`)}
      <tr><th scope="row">All</th>${hours.map((hour) => {
        const cell = all(cells.map((row) => row[hour]));
        return html`<td class="cell" data-level=${level(cell, most)} title=${`${hour}:00 to ${hour + 1}:00: ${average(cell)} clicks an hour`}><span class="hidden">${average(cell)}</span></td>`;
      })}<td class="n">${average(all(cells.flat()))}</td></tr>
    </tbody>
  </table>`;
}

/** From 0 for none to {@link LEVELS}; by the square root, so that one busy hour leaves the others apart. @param {{sum: number, hours: number}} cell @param {number} most */
const level = (cell, most) => (cell.sum === 0 || most === 0 ? 0 : Math.max(1, Math.round(LEVELS * Math.sqrt(cell.sum / cell.hours / most))));
