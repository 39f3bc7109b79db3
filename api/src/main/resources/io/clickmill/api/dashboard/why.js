// "Why this number": what was asked, how it was answered, and a second count from the log.

import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { base, batch, Refused, saveCsv } from './api.js';
import { Copy } from './copy.js';
import { duration, exactTime, inZone, METRIC_NAMES, metricText, number } from './format.js';
import { compareRows, planInWords } from './plan.js';
import { curlOf, repeatable, urlOf } from './questions.js';
import { sqlOf } from './sql.js';

/** The button beside a number. @param {{app: any, id: string, title: string, metric?: string}} props */
export function Why({ app, id, title, metric }) {
  const answer = app.slot(id)?.answer;
  return html`<button type="button" class="why" disabled=${!answer} aria-label="Why this number: ${title}" title="Why this number"
    onClick=${() => app.set({ why: { answer, title, metric } })}><span aria-hidden="true">i</span></button>`;
}

/** A modal dialog that closes by Esc, by its button, and by a click outside. @param {{title: any, kind?: string, onClose: () => void, children?: any}} props */
export function Dialog({ title, kind = '', onClose, children }) {
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null));
  useEffect(() => {
    const back = /** @type {HTMLElement|null} */ (document.activeElement);
    ref.current?.showModal();
    return () => back?.isConnected && back.focus();
  }, []);
  return html`<dialog ref=${ref} class=${kind} aria-labelledby="dialog-title" onClose=${onClose}
    onClick=${(/** @type {MouseEvent} */ event) => event.target === ref.current && ref.current?.close()}>
    <div class="dialog">
      <header><h2 id="dialog-title">${title}</h2><button type="button" class="button icon" aria-label="Close" onClick=${() => ref.current?.close()}>×</button></header>
      ${children}
    </div>
  </dialog>`;
}

/** Saves all rows of an answer, or says why it could not. @param {{answer: any, name: string}} props */
export function SaveCsv({ answer, name }) {
  const [state, setState] = useState(/** @type {{busy?: boolean, detail?: string}} */ ({}));
  const save = async () => {
    setState({ busy: true });
    try {
      await saveCsv(repeatable(answer.common, answer.params, answer.meta), name);
      setState({});
    } catch (error) {
      setState({ detail: error instanceof Refused ? error.problem.detail : 'The connection broke.' });
    }
  };
  return html`<button type="button" class="button" disabled=${!answer || state.busy} onClick=${save}>Save CSV</button>${state.detail && html`<span class="error" role="alert">Not saved: ${state.detail}</span>`}`;
}

/** @param {{app: any}} props */
export function WhyDialog({ app }) {
  const { answer, title, metric } = app.ui.why;
  const { meta, data } = answer;
  const params = repeatable(answer.common, answer.params, meta);
  const url = urlOf(base, params);
  const sql = sqlOf(params);
  const single = data.length === 1 && metric !== undefined ? data[0] : undefined;
  return html`<${Dialog} title=${title} kind="narrow" onClose=${() => app.set({ why: null })}>
    ${single && html`<p class="big">${metricText(single, metric, app.currency)}</p>`}
    <p>${single ? exactness(single, metric) : html`${number(meta.total)} ${meta.total === 1 ? 'row' : 'rows'}. ${exactRows(data)}`}</p>
    <dl>
      <dt>Range</dt><dd>${exactTime(meta.from)}<br />until ${exactTime(meta.to)}</dd>
      <dt>Read</dt><dd>${planInWords(answer.plan).map((line) => html`<div>${line}</div>`)}</dd>
      <dt>Took</dt><dd>${duration(answer.millis)}, asked at ${exactTime(inZone(answer.asOf, app.zone))}</dd>
      ${meta.progress && html`<dt>Complete</dt><dd>until ${exactTime(inZone(meta.progress, app.zone))}. Later clicks are counted too, but more of them may still be on their way.</dd>`}
    </dl>
    <div class="line">
      <${Copy} text=${() => url} label="Copy URL" />
      <${Copy} text=${() => curlOf(url)} label="Copy curl" />
      ${sql !== null && html`<${Copy} text=${() => sql} label="Copy SQL" title="A statement for psql that counts the same from the table click_event" />`}
      <${SaveCsv} answer=${answer} name=${`clickmill-${title.toLowerCase().replaceAll(/\W+/g, '-')}.csv`} />
    </div>
    <${Proof} app=${app} params=${params} />
    <details><summary>The question</summary><pre tabindex="0">${curlOf(url)}</pre>${sql !== null && html`<p>The same in psql, counted from the log:</p><pre tabindex="0">${sql}</pre>`}</details>
  <//>`;
}

/** @param {Record<string, any>} row @param {string} metric */
function exactness(row, metric) {
  if (metric !== 'uniques') return 'Exact: the number of events to the millisecond of the range.';
  return row.uniques.exact
    ? 'Exact: each visitor is counted once over the whole range.'
    : `An estimate: between ${number(row.uniques.low)} and ${number(row.uniques.high)} (two standard errors). Each visitor counts once over the whole range.`;
}

/** @param {Record<string, any>[]} rows */
const exactRows = (rows) =>
  rows.some((row) => row.uniques?.exact === false) ? 'Counts are exact; numbers of visitors with ~ are estimates.' : 'All numbers are exact.';

/** Asks the same twice of one state of the data: as ever, and from the log alone. @param {{app: any, params: import('./questions.js').Parameters}} props */
function Proof({ app, params }) {
  const [state, setState] = useState(/** @type {any} */ (null));
  const prove = async () => {
    setState({ busy: true });
    const { account_id, ...rest } = params;
    /** @type {Record<string, any>} */
    const lines = {};
    try {
      await batch({ account_id }, [
        { id: 'asked', tier: 'slow', params: rest },
        { id: 'log', tier: 'slow', params: { ...rest, plan: 'log' } },
      ], (line) => (lines[line.id] = line));
      const problem = lines.asked?.problem ?? lines.log?.problem;
      setState(problem || !lines.log || !lines.asked ? { problem: problem?.detail ?? 'There was no answer in time.' } : { ...compareRows(lines.asked.data, lines.log.data), ...lines });
    } catch (error) {
      setState({ problem: /** @type {Error} */ (error).message });
    }
  };
  return html`<div class="proof">
    <button type="button" class="button primary" disabled=${state?.busy} onClick=${prove}>Prove it</button>
    <div role="status">
      ${state === null && html`<span class="muted">Counts the same again from the event log alone, and compares.</span>`}
      ${state?.busy && html`<span class="muted">Counting events …</span>`}
      ${state?.problem && html`<span class="error">${state.problem}</span>`}
      ${state?.equal === true && html`<span class="good">✓ Equal: ${proved(state, app)} Asked again: ${duration(state.asked.millis)}. From the log alone: ${duration(state.log.millis)}.</span>`}
      ${state?.equal === false && html`<span class="error">✗ Different: ${state.detail}.</span>`}
    </div>
  </div>`;
}

/** @param {any} state @param {any} app */
function proved({ asked, log, detail }, app) {
  if (asked.data.length !== 1) return `all ${detail}.`;
  const metrics = Object.keys(log.data[0]).filter((key) => METRIC_NAMES[key]);
  return metrics.map((metric) => `${metricText(log.data[0], metric, app.currency)} ${METRIC_NAMES[metric].toLowerCase()}`).join(', ') + '.';
}
