// All values of a field, in a dialog: searched and sorted by the server, in pages.

import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { Dialog, SaveCsv, Why } from './why.js';
import { capital, Trouble, Value, Waiting } from './panel.js';
import { fieldHeading, fieldName, withFilter } from './filters.js';
import { ARROWS, change, METRIC_NAMES, metricText, number, share, valueName, valueOf } from './format.js';
import { currentAnswer, groupOf, PAGE, rowMetrics, rowsBefore } from './questions.js';

/** @param {{app: any}} props */
export function ListDialog({ app }) {
  const { list } = app.state;
  const { field } = list;
  const slot = app.slot('list');
  const answer = slot?.answer?.params.group_by === field ? slot.answer : null;
  const [marked, setMarked] = useState(/** @type {string[]} */ ([]));
  const [text, setText] = useState(list.search);
  const change = (/** @type {object} */ next) => app.go({ list: { ...app.state.list, page: 1, ...next } }, { replace: true });
  useEffect(() => {
    const timer = setTimeout(() => text !== app.state.list?.search && change({ search: text }), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const filter = (/** @type {boolean} */ exclude) => app.go({ list: null, filters: withFilter(app.state.filters, { field, exclude, values: marked }) });
  const rows = answer?.data ?? [];
  const total = answer?.meta.total ?? 0;
  const first = Number(answer?.params.offset ?? 0);
  return html`<${Dialog} title=${fieldHeading(field)} kind="wide" onClose=${() => app.state.list && app.go({ list: null })}>
    <div class="line tools">
      <label class="grow"><span class="hidden">Search</span><input type="search" autofocus placeholder="Search" value=${text} autocomplete="off" onInput=${(/** @type {any} */ event) => setText(event.target.value)} /></label>
      <${Waiting} app=${app} slot=${slot} />
      <${SaveCsv} answer=${currentAnswer(slot)} name=${`clickmill-${field}.csv`} />
      <${Why} app=${app} id="list" title=${fieldHeading(field)} />
    </div>
    <${Trouble} app=${app} slot=${slot} />
    <div class="scroll-table" tabindex="0" role="group" aria-label="Table of ${fieldHeading(field)}" data-dim=${app.isDim(slot)}>
      <${ListTable} app=${app} field=${field} answer=${answer} marked=${marked} setMarked=${setMarked} change=${change} />
      ${answer && rows.length === 0 && html`<p class="empty">${list.search === '' ? 'Nothing here.' : `Nothing has “${list.search}” in it.`}</p>`}
    </div>
    <div class="line tools">
      <span role="status">${total === 0 ? '' : `${number(first + 1)}–${number(first + rows.length)} of ${number(total)}`}</span>
      <button type="button" class="button icon" aria-label="Page before" disabled=${list.page === 1} onClick=${() => change({ page: list.page - 1 })}>‹</button>
      <button type="button" class="button icon" aria-label="Next page" disabled=${first + PAGE >= total} onClick=${() => change({ page: list.page + 1 })}>›</button>
      <span class="space"></span>
      <button type="button" class="button" disabled=${marked.length === 0} onClick=${() => filter(true)}>Leave out ${marked.length || ''}</button>
      <button type="button" class="button primary" disabled=${marked.length === 0} onClick=${() => filter(false)}>Keep ${marked.length || ''}</button>
    </div>
  <//>`;
}

/** @param {any} props */
function ListTable({ app, field, answer, marked, setMarked, change: changeList }) {
  const { currency, metric, state } = app;
  const metrics = rowMetrics(metric, field);
  const total = app.totalsOf(answer);
  const beforeSlot = app.slot('list-before');
  const before = currentAnswer(app.slot('list')) && beforeSlot && rowsBefore(beforeSlot, app.refresher.common);
  const sort = state.list.sort ?? `-${metric}`;
  const head = (/** @type {string} */ word, /** @type {string} */ label, /** @type {boolean} */ isNumber) => {
    const way = sort === word ? 'ascending' : sort === `-${word}` ? 'descending' : undefined;
    const next = way === 'descending' || (way === undefined && !isNumber) ? word : `-${word}`;
    return html`<th scope="col" class=${isNumber ? 'n' : ''} aria-sort=${way}><button type="button" class="text" onClick=${() => changeList({ sort: next })}>${label}<span aria-hidden="true">${way === undefined ? '' : way === 'ascending' ? ' ↑' : ' ↓'}</span></button></th>`;
  };
  const mark = (/** @type {string} */ value) => setMarked(marked.includes(value) ? marked.filter((/** @type {string} */ each) => each !== value) : [...marked, value]);
  return html`<table class="grid">
    <thead><tr><th scope="col"><span class="hidden">Choose</span></th>${head(field, capital(fieldName(field)), false)}
      ${metrics.map((each) => head(each, METRIC_NAMES[each], true))}
      ${metric !== 'uniques' && html`<th scope="col" class="n">Share</th>`}
      ${before && html`<th scope="col" class="n">Before</th><th scope="col" class="n">Change</th>`}</tr></thead>
    <tbody>${(answer?.data ?? []).map((/** @type {any} */ row) => [row, groupOf(row, field)]).map((/** @type {[any, string]} */ [row, value]) => html`<tr key=${value}>
      <td><input type="checkbox" aria-label="Choose ${valueName(field, value)}" checked=${marked.includes(value)} onChange=${() => mark(value)} /></td>
      <th scope="row"><${Value} app=${app} field=${field} value=${value} link=${answer.meta.links?.[value]} /></th>
      ${metrics.map((each) => html`<td class="n">${metricText(row, each, currency)}</td>`)}
      ${metric !== 'uniques' && html`<td class="n">${total ? share(valueOf(row, metric), valueOf(total, metric)) : ''}</td>`}
      ${before && html`<${Before} row=${row} before=${before(value)} metric=${metric} currency=${currency} />`}
    </tr>`)}</tbody>
  </table>`;
}

/** @param {{row: any, before: any, metric: string, currency: string|null}} props */
function Before({ row, before, metric, currency }) {
  if (before === undefined) return html`<td></td><td></td>`;
  if (before === null) return html`<td class="n muted">0</td><td class="n muted">new</td>`;
  const { way, text } = change(row, before, metric);
  return html`<td class="n">${metricText(before, metric, currency)}</td><td class="n change"><span class=${way}>${ARROWS[way]} ${text}</span></td>`;
}
