// A panel: the top values of a field, with tabs for related fields.

import { html } from './html.js';
import { Why } from './why.js';
import { fieldHeading, fieldName } from './filters.js';
import { METRIC_NAMES, metricText, share, valueName, valueOf } from './format.js';
import { rowMetrics, shownField } from './questions.js';
import { WorldMap } from './map.js';

/** @param {{app: any, panel: import('./questions.js').Panel}} props */
export function PanelBox({ app, panel }) {
  const { state } = app;
  const shown = shownField(state, panel);
  const field = shown === 'map' ? 'country' : shown;
  const metric = app.metric;
  const id = `top:${shown}:${metric}`;
  const slot = app.slot(id);
  const total = slot?.answer?.meta.total ?? 0;
  const choose = (/** @type {string} */ next) => app.go({ panels: { ...state.panels, [panel.id]: next } }, { replace: true });
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      const next = panel.fields[(panel.fields.indexOf(shown) + step + panel.fields.length) % panel.fields.length];
      event.stopPropagation();
      choose(next);
      document.getElementById(`tab-${panel.id}-${next}`)?.focus();
    }
  };
  return html`<section class="panel" aria-labelledby="head-${panel.id}">
    <header>
      <h2 id="head-${panel.id}" class="hidden">${panel.title}</h2>
      <div class="tabs" role="tablist" aria-labelledby="head-${panel.id}" onKeyDown=${onKeyDown}>
        ${panel.fields.map((each) => html`<button key=${each} type="button" role="tab" id="tab-${panel.id}-${each}" aria-selected=${each === shown} aria-controls="body-${panel.id}"
          tabindex=${each === shown ? 0 : -1} onClick=${() => choose(each)}>${each === 'map' ? 'Map' : shortHeading(each)}</button>`)}
      </div>
      <${Why} app=${app} id=${id} title=${fieldHeading(field)} />
    </header>
    <div class="body" role="tabpanel" id="body-${panel.id}" aria-labelledby="tab-${panel.id}-${shown}" data-dim=${app.isDim(slot)}>
      <${Trouble} app=${app} slot=${slot} />
      ${slot?.cancelled && !slot.answer ? html`<p class="empty">Not counted.</p>` : shown === 'map'
        ? html`<${WorldMap} app=${app} rows=${slot?.answer?.data} metric=${metric} />`
        : html`<${Rows} app=${app} field=${field} metric=${metric} slot=${slot} />`}
    </div>
    <footer>
      ${total > 0 && html`<button type="button" class="text" onClick=${() => app.go({ list: { field, search: '', sort: null, page: 1 } })}>Show all ${total.toLocaleString('en')} ${total === 1 ? 'row' : 'rows'}</button>`}
      ${field === 'bot_reason' && total > 1 && html`<span class="muted">A click can have several reasons.</span>`}
      <${Waiting} app=${app} slot=${slot} />
    </footer>
  </section>`;
}

/** Tabs of a panel stand beside each other, so they say only what differs. @param {string} field */
const shortHeading = (field) => (field.startsWith('utm_') && field !== 'utm_source' ? field.slice(4)[0].toUpperCase() + field.slice(5) : fieldHeading(field));

/** What went wrong with a question; older numbers stay below. @param {{app: any, slot: any, what?: string, asker?: any}} props with what the question is about, if its place does not say it */
export function Trouble({ app, slot, what = '', asker = app.refresher }) {
  if (!slot?.problem || slot.problem === app.refresher.outage) return null;
  return html`<p class="error" role="alert">${what}${slot.problem.detail}${' '}
    ${slot.answer && what === '' && html`<span class="muted">The numbers are of ${app.timeOf(slot.answer.at)}. </span>`}
    <button type="button" class="text" onClick=${() => asker.retry()}>Retry</button></p>`;
}

/** A question that takes longer than this tells its time, and can be cancelled. */
const LONG = 1000;

/** The time that a slow question has taken so far. It can be cancelled, and asked again by the same button, which keeps the focus. @param {{app: any, slot: any, asker?: any}} props */
export function Waiting({ app, slot, asker = app.refresher }) {
  const waits = app.waits(slot);
  const isCancelled = slot?.cancelled === true;
  if (!isCancelled && waits <= LONG) return null;
  return html`<span class="muted waiting">${isCancelled ? 'Cancelled.' : `counting, ${Math.floor(waits / 1000)} s …`}${' '}
    <button type="button" class="text" onClick=${() => (isCancelled ? asker.askAgain(slot) : asker.cancel(slot))}>${isCancelled ? 'Ask again' : 'Cancel'}</button>
    <span class="hidden" role="status">${isCancelled ? 'Cancelled' : ''}</span></span>`;
}

/** @param {{app: any, field: string, metric: string, slot: any}} props */
function Rows({ app, field, metric, slot }) {
  const answer = slot?.answer;
  if (!answer) {
    return slot?.problem ? null : html`<div class="skeletons" aria-hidden="true">${Array.from({ length: 9 }, (_, i) => html`<span class="skeleton" style=${{ width: `${85 - i * 8}%` }}></span>`)}</div>`;
  }
  if (answer.data.length === 0) {
    return html`<p class="empty">Nothing here.</p>`;
  }
  const metrics = rowMetrics(metric, field);
  const most = Math.max(...answer.data.map((/** @type {any} */ row) => valueOf(row, metric)), 1);
  return html`<table class="rows">
    <caption class="hidden">${fieldHeading(field)} by ${METRIC_NAMES[metric].toLowerCase()}</caption>
    <thead><tr><th scope="col">${capital(fieldName(field))}</th>
      ${metrics.map((each) => html`<th scope="col" class="n">${METRIC_NAMES[each]}</th>`)}
      ${metric !== 'uniques' && html`<th scope="col" class="n share">Share</th>`}</tr></thead>
    <tbody>${answer.data.map((/** @type {any} */ row) => html`<${Row} key=${row[field]} app=${app} field=${field} row=${row} metrics=${metrics} metric=${metric} most=${most} links=${answer.meta.links} total=${app.totalsOf(answer)} />`)}</tbody>
  </table>`;
}

/** @param {string} text */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @param {any} props */
function Row({ app, field, row, metrics, metric, most, links, total }) {
  const value = valueOf(row, metric);
  return html`<tr>
    <th scope="row"><span class="fill" style=${{ width: `${(100 * Math.max(value, 0)) / most}%` }}></span><${Value} app=${app} field=${field} value=${row[field]} link=${links?.[row[field]]} /></th>
    ${metrics.map((/** @type {string} */ each) => html`<td class="n" data-main=${each === metric}>${metricText(row, each, app.currency)}</td>`)}
    ${metric !== 'uniques' && html`<td class="n share">${total ? share(value, Math.max(valueOf(total, metric), value)) : ''}</td>`}
  </tr>`;
}

/** A value that filters when it is clicked. @param {{app: any, field: string, value: string, link?: any}} props */
export function Value({ app, field, value, link }) {
  const { filters } = app.state;
  const filter = filters.find((/** @type {any} */ each) => each.field === field);
  const kept = filter !== undefined && !filter.exclude && filter.values.includes(value);
  const name = valueName(field, value);
  const act = (/** @type {MouseEvent|KeyboardEvent} */ event) => {
    event.preventDefault();
    app.pick(field, value, event.altKey ? 'leave' : event.ctrlKey || event.metaKey ? 'add' : 'keep');
  };
  // Browsers make no click of Enter with Ctrl.
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && (event.ctrlKey || event.altKey || event.metaKey) && act(event);
  const code = field === 'country' && name !== value && value !== '';
  return html`<button type="button" class="value" aria-pressed=${kept} data-unknown=${value === ''} onClick=${act} onKeyDown=${onKeyDown}
    title=${`${link?.title ? `${link.title}\n` : ''}${value.replaceAll('\u001f', ' · ') || name}\nClick keeps only this, Alt-click leaves it out, Ctrl-click adds it.`}>
    ${code && html`<span class="code">${value}</span>`}${link?.title || name}${link?.title && html`<small>${value}</small>`}</button>`;
}
