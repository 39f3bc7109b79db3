// Single events, newest first, and all that is known of one.

import { useMemo } from 'preact/hooks';
import { html } from './html.js';
import { Copy } from './copy.js';
import { Dialog } from './why.js';
import { Trouble, Value, Waiting } from './panel.js';
import { isWebAddress, membersOf, pageUrl, withOlder } from './event-data.js';
import { withFilter, without } from './filters.js';
import { exactTime, inZone, listTime, money, number } from './format.js';
import { EVENT_KINDS, eventKind, eventsFile } from './questions.js';

/** A page that takes longer than this can be given up. */
const LONG = 1000;

/** @param {{app: any}} props */
export function Events({ app }) {
  return html`<section class="panel events" aria-labelledby="head-events">
    <header>
      <h2 id="head-events" class="hidden">Single events</h2>
      <${Kinds} app=${app} />
      <span class="space"></span>
      ${app.mayReadEvents && html`<a class="button" href=${eventsFile(app.state, app.common)} download="clickmill-events.ndjson" title="The newest 1,000 events, one a line">Save NDJSON</a>`}
    </header>
    ${app.mayReadEvents ? html`<${EventList} app=${app} />` : html`<${NoScope} app=${app} />`}
  </section>
  ${app.ui.event && html`<${EventDialog} app=${app} event=${app.ui.event} />`}`;
}

/** Clicks, leads or sales. Clicks need no filter, and without one other views are faster. @param {{app: any}} props */
function Kinds({ app }) {
  const { state } = app;
  const chosen = eventKind(state);
  const choose = (/** @type {string} */ kind) =>
    app.go({ filters: kind === 'click' ? without(state.filters, 'event') : withFilter(state.filters, { field: 'event', exclude: false, values: [kind] }) });
  return html`<div class="joined" role="group" aria-label="Kind of events">${Object.entries(EVENT_KINDS).map(([kind, label]) =>
    html`<button key=${kind} type="button" class="button" aria-pressed=${kind === chosen} onClick=${() => choose(kind)}>${label}</button>`)}</div>`;
}

/** @param {{app: any}} props */
function NoScope({ app }) {
  const command = `./clickmill keys create --account ${app.account} --scope stats:read --scope events:read`;
  return html`<div class="body">
    <p>Single events have personal data, such as IP addresses. This key does not open them: that takes the scope <code>events:read</code>. A key that has it is made by</p>
    <pre tabindex="0">${command}</pre>
    <p><${Copy} text=${() => command} label="Copy" /></p>
  </div>`;
}

/** @param {{app: any}} props */
function EventList({ app }) {
  const { watch } = app;
  const { slot } = watch;
  const answer = slot?.answer;
  const events = answer?.body.data ?? [];
  const isCurrent = answer != null && answer.key === slot.key;
  const next = isCurrent ? answer.body.meta.next : undefined;
  return html`<div class="body" data-dim=${app.isDim(slot)}>
      <${Trouble} app=${app} slot=${slot} asker=${watch} />
      ${!answer && !slot?.problem && !slot?.cancelled && html`<div class="skeletons" aria-hidden="true"><span class="skeleton tall"></span></div>`}
      ${isCurrent && events.length === 0 && html`<p class="empty">No such events in this range.</p>`}
      ${events.length > 0 && html`<${EventTable} app=${app} events=${events} kind=${eventKind(app.state)} />`}
    </div>
    <footer>
      <span class="line">
        ${next !== undefined && html`<${Older} app=${app} address=${pageUrl(answer.key, next)} />`}
        ${answer?.pages > 1 && html`<button type="button" class="button" onClick=${() => watch.askAgain()}>Newest</button>`}
        <span role="status">${isCurrent && events.length > 0 ? `${number(events.length)} ${events.length === 1 ? 'event' : 'events'}${next === undefined ? ', no older ones' : ''}` : ''}</span>
        ${slot?.pageProblem && html`<span class="error" role="alert">${slot.pageProblem.detail}</span>`}
      </span>
      <${Waiting} app=${app} slot=${slot} asker=${watch} />
    </footer>`;
}

/** The button of the next page, and of giving it up if it takes long. @param {{app: any, address: string}} props */
function Older({ app, address }) {
  const { watch } = app;
  const waits = watch.pagingAt === 0 ? 0 : Date.now() - watch.pagingAt;
  const cancel = () => {
    watch.stop();
    app.draw();
  };
  const ask = () => watch.pagingAt === 0 && watch.addPage(address, withOlder);
  return html`<button type="button" class="button" onClick=${waits > LONG ? cancel : ask}>${waits > LONG ? 'Cancel' : 'Older'}</button>
    ${waits > LONG && html`<span class="muted">reading, ${Math.floor(waits / 1000)} s …</span>`}`;
}

/** @param {{app: any, events: Record<string, any>[], kind: string}} props */
function EventTable({ app, events, kind }) {
  const { zone, state: { filters } } = app;
  // Many rows stay the same while the page is drawn again and again.
  const rows = useMemo(() => events.map((event) => html`<${EventRow} key=${event.event_id + event.timestamp} app=${app} event=${event} kind=${kind} />`), [events, zone, filters, kind]);
  return html`<div class="scroll-table" tabindex="0" role="group" aria-label="Table of events"><table class="grid">
    <caption class="hidden">${EVENT_KINDS[kind]}, newest first</caption>
    <thead><tr><th scope="col">Time</th>${kind === 'lead' && html`<th scope="col">Name</th>`}${kind === 'sale' && html`<th scope="col" class="n">Amount</th>`}
      <th scope="col">Campaign</th><th scope="col">Link</th><th scope="col">Place</th><th scope="col">Device</th><th scope="col">Referer</th></tr></thead>
    <tbody>${rows}</tbody>
  </table></div>`;
}

/** @param {{app: any, event: Record<string, any>, kind: string}} props */
function EventRow({ app, event, kind }) {
  const value = (/** @type {string} */ field, /** @type {any} */ text) => html`<${Value} app=${app} field=${field} value=${text ?? ''} />`;
  return html`<tr>
    <th scope="row"><button type="button" class="text digits" aria-haspopup="dialog" title="All that is known of this event" onClick=${() => app.set({ event })}>${listTime(inZone(event.timestamp, app.zone))}</button></th>
    ${kind === 'lead' && html`<td>${value('event_name', event.event_name)}</td>`}
    ${kind === 'sale' && html`<td class="n">${money(event.sale?.amount ?? 0, app.currency)}</td>`}
    <td>${value('campaign', event.campaign_id)}</td>
    <td>${event.link_id === undefined && event.url !== undefined ? value('url', event.url) : value('link', event.link_id)}</td>
    <td>${event.city !== undefined && value('city', event.city)}${value('country', event.country)}</td>
    <td>${value('device', event.device)}</td>
    <td>${value('referer', event.referer_host)}</td>
  </tr>`;
}

/** @param {{app: any, event: Record<string, any>}} props */
function EventDialog({ app, event }) {
  const kind = event.event ?? 'event';
  return html`<${Dialog} title=${`${kind[0].toUpperCase()}${kind.slice(1)} of ${exactTime(inZone(event.timestamp, app.zone))}`} onClose=${() => app.set({ event: null })}>
    <dl class="members">${membersOf(event).map((member) => html`<${MemberRow} key=${member.name} app=${app} member=${member} />`)}</dl>
    <div class="line"><${Copy} text=${() => JSON.stringify(event)} label="Copy JSON" /></div>
    <p class="hint">A click on a value keeps only it, Alt-click leaves it out, Ctrl-click adds it.</p>
  <//>`;
}

/** @param {{app: any, member: import('./event-data.js').Member}} props */
function MemberRow({ app, member }) {
  return html`<dt>${member.label}</dt>
    <dd>${member.entries.map(({ field, value }) => html`<div key=${value}>
      ${field === null ? html`<span class="plain">${member.isTime ? exactTime(inZone(value, app.zone)) : value}</span>` : html`<${Value} app=${app} field=${field} value=${value} />`}
      ${isWebAddress(value) && html`<a href=${value} target="_blank" rel="noopener noreferrer">open</a>`}
    </div>`)}</dd>`;
}
