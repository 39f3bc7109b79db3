// The numbers on top.

import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { Trouble, Waiting } from './panel.js';
import { Why } from './why.js';
import { ARROWS, change, METRIC_NAMES, metricText, money, number, share } from './format.js';
import { comparison, currentAnswer } from './questions.js';

/** The questions behind the totals, and how their problems begin. */
const QUESTIONS = [['totals', ''], ['before', 'Comparison: '], ['bots', 'Bots left out: '], ['people', 'Clicks of people: ']];

/** In place of a number that is not there: it is on its way, or there is none. @param {any} slot @param {string} shape */
const missing = (slot, shape) => (slot?.problem || slot?.cancelled ? '–' : html`<span class="skeleton">${shape}</span>`);

/** @param {{app: any}} props */
export function Totals({ app }) {
  const isBots = app.state.view === 'bots';
  const slot = app.slot('totals');
  const before = comparison(slot, app.slot('before'), app.range.open)?.data[0];
  const metrics = isBots ? ['clicks', 'uniques'] : ['clicks', 'uniques', 'leads', 'sales'];
  return html`${QUESTIONS.map(([id, what]) => html`<${Trouble} key=${id} app=${app} slot=${app.slot(id)} what=${what} />`)}
  <section class="totals" aria-label="Totals" data-dim=${app.isDim(slot)}>
    ${metrics.map((metric) => html`<${Total} app=${app} before=${before} metric=${metric} key=${metric} name=${isBots ? `${METRIC_NAMES[metric]} of bots` : METRIC_NAMES[metric]} />`)}
    ${isBots ? app.slot('people') && html`<${BotShare} app=${app} />` : app.state.bots === 'exclude' && html`<${BotsLeftOut} app=${app} />`}
    <${Spoken} app=${app} />
  </section>`;
}

/** @param {{app: any, before: any, metric: string, name: string}} props */
function Total({ app, before, metric, name }) {
  const { currency, state } = app;
  const slot = app.slot('totals');
  const row = slot?.answer?.data[0];
  const chosen = state.metric === metric || (metric === 'sales' && state.metric === 'sale_amount') || (state.view === 'bots' && metric === 'clicks' && state.metric !== 'uniques');
  return html`<div class="total" data-chosen=${chosen}>
    <h2><button type="button" aria-pressed=${chosen} title="Show ${name.toLowerCase()} in the chart and the lists" onClick=${() => app.go({ metric })}>${name}</button>
      <${Why} app=${app} id="totals" metric=${metric} title=${name} /></h2>
    <p class="big">${row === undefined ? missing(slot, '0,000') : metricText(row, metric, currency)}</p>
    ${metric === 'clicks' && html`<${Waiting} app=${app} slot=${slot} />`}
    ${metric === 'uniques' && row?.uniques?.exact === false && html`<p class="small">${number(row.uniques.low)} to ${number(row.uniques.high)}</p>`}
    ${metric === 'sales' && row !== undefined && html`<p class="small"><button type="button" class="text" aria-pressed=${state.metric === 'sale_amount'} title="Show the amount in the chart and the lists"
      onClick=${() => app.go({ metric: 'sale_amount' })}>${money(row.sale_amount, currency)}</button></p>`}
    ${row !== undefined && before !== undefined && html`<${Change} row=${row} before=${before} metric=${metric} currency=${currency} />`}
  </div>`;
}

/** @param {{row: any, before: any, metric: string, currency: string|null}} props */
export function Change({ row, before, metric, currency }) {
  const { way, text } = change(row, before, metric);
  const spoken = { up: 'more', down: 'less' }[/** @type {string} */ (way)];
  return html`<p class="small change"><span class=${way}>${ARROWS[way] && html`<span aria-hidden="true">${ARROWS[way]} </span>`}${text}${spoken && html`<span class="hidden"> ${spoken}</span>`}</span>
    ${way !== 'new' && html` <span class="muted">from ${metricText(before, metric, currency)}</span>`}</p>`;
}

/** @param {{app: any}} props */
function BotsLeftOut({ app }) {
  const slot = app.slot('bots');
  const bots = slot?.answer?.data[0]?.clicks;
  // A share takes two numbers of the same question.
  const clicks = currentAnswer(slot) && currentAnswer(app.slot('totals'))?.data[0]?.clicks;
  return html`<div class="total" data-dim=${app.isDim(slot)}>
    <h2><button type="button" title="Show the bots" onClick=${() => app.go({ view: 'bots', list: null })}>Bots left out</button>
      <${Why} app=${app} id="bots" metric="clicks" title="Clicks of bots" /></h2>
    <p class="big">${bots === undefined ? missing(slot, '0,000') : number(bots)}</p>
    <${Waiting} app=${app} slot=${slot} />
    ${bots !== undefined && typeof clicks === 'number' && html`<p class="small muted">${share(bots, bots + clicks)} of all clicks</p>`}
  </div>`;
}

/** @param {{app: any}} props */
function BotShare({ app }) {
  const slots = [app.slot('people'), app.slot('totals')];
  const [people, bots] = slots.map((slot) => currentAnswer(slot)?.data[0]?.clicks);
  const known = people !== undefined && bots !== undefined;
  return html`<div class="total">
    <h2><span>Share of all clicks</span></h2>
    <p class="big">${known ? share(bots, bots + people) || '–' : missing(slots.find((slot) => slot?.problem || slot?.cancelled), '00.0%')}</p>
    <${Waiting} app=${app} slot=${slots[0]} />
    ${known && html`<p class="small muted">${number(people)} clicks of people</p>`}
  </div>`;
}

const SPEAK_EVERY = 10_000;

/** Reads the totals to screen readers: when they have changed, but at most each ten seconds. @param {{app: any}} props */
function Spoken({ app }) {
  const row = app.slot('totals')?.answer?.data[0];
  const text = row === undefined ? '' : `${metricText(row, 'clicks', null)} clicks, ${metricText(row, 'uniques', null)} visitors`;
  const [spoken, setSpoken] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const timer = setTimeout(() => { last.current = Date.now(); setSpoken(text); }, Math.max(0, last.current + SPEAK_EVERY - Date.now()));
    return () => clearTimeout(timer);
  }, [text]);
  return html`<p class="hidden" aria-live="polite">${spoken}</p>`;
}
