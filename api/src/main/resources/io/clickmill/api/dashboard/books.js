// The books: what became of every record that was received, and how far the account is counted.

import { html } from './html.js';
import { Trouble, Waiting } from './panel.js';
import { age, exactTime, inZone, number } from './format.js';
import { balanceInWords } from './plan.js';
import { isStanding } from './questions.js';

/** The terms of the equation, and what each counts. */
const TERMS = /** @type {[string, string][]} */ ([
  ['received', 'Records that the job has read from Kafka.'],
  ['logged', 'Events that are in the log, each exactly once.'],
  ['duplicates', 'Records that repeat an event which is in the log already, as retries do; they count no second time.'],
  ['rejected', 'Records that are no valid event; they are kept in the topic clicks.rejected.'],
]);

/** Why a record is rejected, in the job's words. */
const REASONS = /** @type {Record<string, string>} */ ({
  empty_record: 'The record has no value.',
  too_large: 'The value is too long.',
  invalid_utf8: 'The value is not UTF-8 text.',
  invalid_json: 'The value is not one JSON text.',
  not_an_object: 'The JSON is not an object.',
  too_deep: 'The JSON is nested too deep.',
  missing_field: 'A required field is absent, null or empty.',
  invalid_field: 'A field has the wrong type, is too long or is not an allowed word.',
  invalid_text: 'A text has a character that cannot be stored.',
  invalid_timestamp: 'The timestamp cannot be read.',
  in_the_future: 'The event happened well after it arrived.',
  too_old: 'The event happened longer ago than the log is kept.',
  client_time: 'The record has its client’s time in place of Kafka’s.',
});

/** @param {{app: any}} props */
export function Books({ app }) {
  const { slot } = app.watch;
  const status = slot?.answer?.body;
  return html`<div class="books">
    <${Trouble} app=${app} slot=${slot} asker=${app.watch} />
    <${Waiting} app=${app} slot=${slot} asker=${app.watch} />
    ${status === undefined
      ? !slot?.problem && !slot?.cancelled && html`<div class="skeletons" aria-hidden="true"><span class="skeleton tall"></span></div>`
      : html`<${Balance} balance=${status.balance} publishedAt=${status.published_at} app=${app} /><${AccountBooks} app=${app} status=${status} />`}
  </div>`;
}

/** @param {{app: any, balance: any, publishedAt: string|null}} props */
function Balance({ app, balance, publishedAt }) {
  return html`<section class="panel book" aria-labelledby="head-balance">
    <h2 id="head-balance">Balance of the whole system</h2>
    ${balance === undefined
      ? html`<p>This key does not open the books of the whole system: that takes the scope <code>status:read</code>.</p>`
      : html`<${Equation} balance=${balance} />
        <p class="muted">${publishedAt === null ? 'The job has not published its counts yet.' : html`All accounts together, as the job published it at ${exactTime(inZone(publishedAt, app.zone))}, with its last checkpoint.`}</p>
        <dl class="terms">${TERMS.map(([term, meaning]) => html`<div key=${term}><dt>${term}</dt><dd>${meaning}</dd></div>`)}</dl>
        <${Rejected} reasons=${balance.rejected_by_reason} />`}
  </section>`;
}

/** @param {{balance: any}} props */
function Equation({ balance }) {
  const signs = ['', '=', '+', '+'];
  return html`<p class="equation">${TERMS.map(([term], i) => html`<span key=${term}>${signs[i] && html`<span class="sign">${signs[i]}</span>`}<span class="amount"><b class="big">${number(balance[term])}</b> <span>${term}</span></span></span> `)}</p>
    <p role="status" class=${balance.exact ? 'good' : 'error'}>${balance.exact ? '✓' : '✗'} ${balanceInWords(balance)}</p>`;
}

/** @param {{reasons: Record<string, number>}} props */
function Rejected({ reasons }) {
  const rows = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return html`<h3>Rejected by reason</h3>
    ${rows.length === 0 ? html`<p class="muted">No record was rejected.</p>` : html`<table class="grid reasons">
      <thead><tr><th scope="col">Reason</th><th scope="col" class="n">Records</th><th scope="col">Meaning</th></tr></thead>
      <tbody>${rows.map(([reason, count]) => html`<tr key=${reason}><th scope="row"><code>${reason}</code></th><td class="n">${number(count)}</td><td class="muted">${REASONS[reason] ?? ''}</td></tr>`)}</tbody>
    </table>`}`;
}

/** @param {{app: any, status: any}} props */
function AccountBooks({ app, status }) {
  const { gaps, late, now, progress } = status;
  const time = (/** @type {string|null} */ at, /** @type {string} */ none) => (at === null ? none : exactTime(inZone(at, app.zone)));
  const isLagging = progress !== null && isStanding(progress, now);
  const rows = /** @type {[string, any, string][]} */ ([
    ['Progress', html`${time(progress, 'none yet')}${progress !== null && html` <span class=${isLagging ? 'error' : 'muted'}>${isLagging ? 'the job stands since then, ' : ''}${age(Date.parse(now) - Date.parse(progress))} ago</span>`}`,
      'Rollups are complete until then; what happened later is counted from the log.'],
    ['Late events', `${late.exact ? '' : 'at least '}${number(late.count)}`, 'Events that arrived too late for the rollup of their minute; answers add them from the log.'],
    ['Gaps', gaps.length === 0 ? 'none' : gaps.join(', '), 'Days that are being counted again; answers about them come from the log meanwhile.'],
    ['First event', time(status.first, 'none'), 'The time of the oldest event in the log.'],
    ['Last event', time(status.last, 'none'), 'The time of the newest event in the log.'],
  ]);
  return html`<section class="panel book" aria-labelledby="head-account">
    <h2 id="head-account">Account ${status.account_id}</h2>
    <dl class="terms">${rows.map(([term, value, meaning]) => html`<div key=${term}><dt>${term}</dt><dd><b>${value}</b><p class="muted">${meaning}</p></dd></div>`)}</dl>
  </section>`;
}
