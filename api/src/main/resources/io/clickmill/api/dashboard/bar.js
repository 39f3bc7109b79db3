// The bar of controls: range, zone, comparison, filters.

import { useState } from 'preact/hooks';
import { html } from './html.js';
import { Choices, Menu } from './menu.js';
import { Copy } from './copy.js';
import { FilterMenu } from './filterbar.js';
import { inZone, NEWER_ZONES, offsetAt, shortTime } from './format.js';
import { addDays, dateLabel, isDate, isTime, localInstant, PRESETS, stepRange } from './ranges.js';

/** @param {{app: any}} props */
export function Bar({ app }) {
  const { state, range } = app;
  const live = state.view === 'live';
  const isList = state.view === 'events';
  return html`<div class="bar" role="group" aria-label="What is shown">
    ${!live && html`<div class="joined">
      <button type="button" class="button icon" title="Period before (←)" aria-label="Period before" onClick=${() => app.step(-1)}>‹</button>
      <${Menu} app=${app} name="range" title="Range" label=${rangeLabel(app)}><${RangeSheet} app=${app} /><//>
      <button type="button" class="button icon" title="Period after (→)" aria-label="Period after" disabled=${stepRange(range, 1, app.clock()) === null} onClick=${() => app.step(1)}>›</button>
    </div>`}
    ${live && html`<span class="fixed">Last 30 minutes</span>`}
    <${Menu} app=${app} name="zone" title="Time zone" label=${app.zone.replaceAll('_', ' ')}><${ZoneSheet} app=${app} /><//>
    ${!live && !isList && html`<${Menu} app=${app} name="compare" title="Comparison" label=${compareLabel(state)}><${CompareSheet} app=${app} /><//>`}
    ${(state.view === 'overview' || isList) && html`<${Menu} app=${app} name="bots" title="Bots" label=${BOT_LABELS[state.bots]}>
      <${Choices} app=${app} chosen=${state.bots} onChoose=${(/** @type {string} */ bots) => app.go({ bots })}
        choices=${Object.entries(BOT_LABELS).map(([id, label]) => ({ id, label }))} /><//>`}
    <${FilterMenu} app=${app} />
    <span class="space"></span>
    <${Copy} text=${() => app.fixedLink()} label="Copy link" title="Copy a link that keeps showing this very range" />
  </div>`;
}

const BOT_LABELS = /** @type {Record<string, string>} */ ({ exclude: 'without bots', include: 'with bots', only: 'only bots' });

/** @param {any} app */
function rangeLabel({ range, zone, state }) {
  if (range.fullFrom !== null || (state.from === null && state.to === null)) return range.label;
  const short = (/** @type {string} */ text) => (isDate(text) ? dateLabel(text) : shortTime(inZone(text, zone)));
  return `${range.from === null ? '24 hours' : short(range.from)} – ${range.to === null ? 'now' : short(range.to)}`;
}

/** @param {import('./state.js').State} state */
function compareLabel(state) {
  const words = /** @type {Record<string, string>} */ ({ previous: 'vs period before', year: 'vs year before', none: 'no comparison' });
  const days = /^-P(\d+)D$/.exec(state.compare)?.[1];
  return words[state.compare] ?? (days === undefined ? `vs ${state.compare}` : `vs ${days} ${days === '1' ? 'day' : 'days'} before`);
}

/** @param {{app: any}} props */
function RangeSheet({ app }) {
  const { state } = app;
  const chosen = state.from !== null || state.to !== null ? null : (state.range ?? '24h');
  return html`<div class="range-sheet">
    <${Choices} app=${app} chosen=${chosen} choices=${PRESETS.filter((preset) => preset.id !== '30m')} onChoose=${(/** @type {string} */ range) => app.go({ range, from: null, to: null })} />
    <${CustomRange} app=${app} />
  </div>`;
}

/** The local date and time of a range's end, for the inputs. @param {any} app @param {string|null} text @returns {[string, string]} */
function inputs(app, text) {
  if (text === null || isDate(text)) {
    return [text ?? '', ''];
  }
  const instant = Date.parse(text);
  const local = new Date(instant + offsetAt(instant, app.zone)).toISOString();
  return [local.slice(0, 10), local.slice(11, 23)];
}

/** @param {{app: any}} props */
function CustomRange({ app }) {
  const { range, zone } = app;
  const [fromDate, fromTime] = inputs(app, range.fullFrom ?? range.from ?? new Date(app.clock().now - range.length).toISOString());
  const [toDate, toTime] = inputs(app, range.fullTo ?? range.to);
  const [error, setError] = useState('');
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const get = (/** @type {string} */ name) => String(data.get(name) ?? '');
    // With a time at either end both are instants, so that the length of the range is known.
    const hasTime = get('fromTime') + get('toTime') !== '';
    const end = (/** @type {string} */ date, /** @type {string} */ time) =>
      hasTime ? localInstant(`${date}T${(time || '00:00').length === 5 ? (time || '00:00') + ':00' : time}`, (instant) => offsetAt(instant, zone)) : date;
    const from = end(get('fromDate'), get('fromTime'));
    const to = get('toDate') === '' ? null : end(get('toTime') === '' ? addDays(get('toDate'), 1) : get('toDate'), get('toTime'));
    if (!isTime(from) || (to !== null && Date.parse(to) <= Date.parse(from))) {
      setError('The range has to end after it starts.');
      return;
    }
    app.set({ menu: null });
    app.go({ range: null, from, to });
  };
  return html`<form class="custom" onSubmit=${onSubmit}>
    <h2>Custom range</h2>
    <label>From<input type="date" name="fromDate" required defaultValue=${fromDate} /></label>
    <label>at<input type="time" name="fromTime" step="0.001" defaultValue=${fromTime} /></label>
    <label>Until<input type="date" name="toDate" defaultValue=${toDate === '' || toTime !== '' ? toDate : addDays(toDate, -1)} /></label>
    <label>at<input type="time" name="toTime" step="0.001" defaultValue=${toTime} /></label>
    <p class="hint">The last date is included, unless a time is given: the range then ends right before it. Without a date it ends now.</p>
    ${error && html`<p class="error" role="alert">${error}</p>`}
    <button type="submit" class="button primary">Show</button>
  </form>`;
}

/** @param {{app: any}} props */
function ZoneSheet({ app }) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = Intl.supportedValuesOf?.('timeZone') ?? [];
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const found = [...new Set([own, 'UTC', ...all, ...NEWER_ZONES])].filter((zone) => zone.toLowerCase().replaceAll('_', ' ').includes(text.toLowerCase().replaceAll('_', ' ')));
  const choose = (/** @type {string} */ timezone) => {
    if (app.setZone(timezone)) {
      app.set({ menu: null });
    } else {
      setError(`There is no time zone ${timezone}.`);
    }
  };
  return html`<form class="pick" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); choose(/^[+-]/.test(text) ? text : (found[0] ?? text)); }}>
    <label>Zone or offset, such as Berlin or +05:30
      <input type="text" data-first value=${text} autocomplete="off" spellcheck="false" onInput=${(/** @type {any} */ event) => setText(event.target.value)} /></label>
    ${error && html`<p class="error" role="alert">${error}</p>`}
    <ul class="choices scroll">${found.slice(0, 60).map((zone) => html`<li key=${zone}>
      <button type="button" aria-current=${zone === app.zone ? 'true' : undefined} onClick=${() => choose(zone)}>
        <span>${zone.replaceAll('_', ' ')}</span>${zone === own && html`<small>this browser's</small>`}</button></li>`)}</ul>
  </form>`;
}

/** @param {{app: any}} props */
function CompareSheet({ app }) {
  const { state } = app;
  const choices = [
    { id: 'previous', label: 'Period before' },
    { id: 'year', label: 'Year before' },
    { id: 'none', label: 'No comparison' },
  ];
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    app.set({ menu: null });
    app.go({ compare: `-P${data.get('days')}D` });
  };
  return html`<div>
    <${Choices} app=${app} chosen=${state.compare} choices=${choices} onChoose=${(/** @type {string} */ compare) => app.go({ compare })} />
    <form class="line" onSubmit=${onSubmit}>
      <label>Days before <input type="number" name="days" min="1" max="3660" required defaultValue=${/^-P(\d+)D$/.exec(state.compare)?.[1] ?? 14} /></label>
      <button type="submit" class="button">Compare</button>
    </form>
    <label class="check"><input type="checkbox" checked=${state.weekday} onChange=${() => app.go({ weekday: !state.weekday })} /> Match weekdays</label>
  </div>`;
}

