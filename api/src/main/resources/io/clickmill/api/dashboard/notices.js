// What is said in place of numbers: no clicks yet, none in the range, none for the filters.

import { base } from './api.js';
import { Copy } from './copy.js';
import { html } from './html.js';
import { addDays, dateLabel } from './ranges.js';
import { dateIn, exactTime, inZone } from './format.js';
import { currentAnswer, standsSince } from './questions.js';

/** For an account without clicks. The page asks for the first one by itself. @param {{app: any}} props */
export function FirstRun({ app }) {
  const command = `curl -H "Authorization: Bearer $KEY" --data '{"campaign_id":"hello","link_id":"first","url":"https://example.com/"}' ${base}/v1/events`;
  return html`<section class="first" aria-labelledby="head-first">
    <h2 id="head-first">No clicks yet</h2>
    <p>Account <b>${app.account}</b> has no clicks. Send one, and it appears here within a second or two:</p>
    <pre tabindex="0">${command}</pre>
    <p><${Copy} text=${() => command} label="Copy" kind="button primary" /></p>
    <p><code>KEY</code> is an API key. If you started <code>./clickmill up</code>, type <code>KEY=$(cat .clickmill/demo.key)</code> in the same folder.
      Or import what you have: <code>./clickmill import access.log</code>. Or look around with synthetic clicks: <code>./clickmill up --demo</code>.</p>
    <p class="listening" role="status"><span class="dot" aria-hidden="true"></span>Listening for the first click …</p>
    <p><a href="docs/">The API's documentation</a></p>
  </section>`;
}

/** When nothing can be asked at all. The last numbers stay. @param {{app: any}} props */
export function Outage({ app }) {
  const { refresher } = app;
  if (refresher.outage === null) return null;
  return html`<p class="notice wrong" role="alert">${refresher.outage.detail}${refresher.lastAt > 0 && html` <span>The numbers are of ${app.timeOf(refresher.lastAt)}.</span>`}${' '}
    <button type="button" class="text" onClick=${() => refresher.retry()}>Retry</button></p>`;
}

/** When the job has stopped: the numbers do not move, though clicks may arrive. @param {{app: any}} props */
export function JobStands({ app }) {
  const since = standsSince(currentAnswer(app.slot('totals')));
  if (since === null) return null;
  return html`<p class="notice wrong" role="alert">The job stands since ${exactTime(inZone(since, app.zone))}. Clicks that arrived later are kept, and are counted when it runs again.</p>`;
}

/** When the session goes on although its end was asked for. @param {{app: any}} props */
export function NotSignedOut({ app }) {
  if (app.notSignedOut === null) return null;
  return html`<p class="notice wrong" role="alert">You are still signed in. ${app.notSignedOut.detail}</p>`;
}

/** When the server does not know the zone that the browser is in. @param {{app: any}} props */
export function ZoneRefused({ app }) {
  if (app.zoneRefused === null || app.zone !== 'UTC') return null;
  return html`<p class="notice" role="status">The server does not know the time zone ${app.zoneRefused} of this browser. All times are UTC.</p>`;
}

/** For a range without clicks. @param {{app: any}} props */
export function NoneHere({ app }) {
  if (!app.isNoneHere) {
    return null;
  }
  const { filters } = app.state;
  if (filters.length > 0) {
    return html`<p class="notice">No clicks match ${filters.length === 1 ? 'the filter' : 'these filters'} in this range. <button type="button" class="text" onClick=${() => app.go({ filters: [] })}>Clear ${filters.length === 1 ? 'it' : 'them'}</button></p>`;
  }
  const { last } = app.details;
  if (last === null) return null;
  const date = dateIn(Date.parse(last), app.zone);
  return html`<p class="notice">None here. The newest click is of ${dateLabel(date)}.${' '}
    <button type="button" class="text" onClick=${() => app.go({ view: 'overview', range: null, from: date, to: addDays(date, 1), interval: null })}>Show ${dateLabel(date)}</button></p>`;
}
