// Filters: the chips, and the form that adds one.

import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { Menu } from './menu.js';
import { stats } from './api.js';
import { FIELDS, fieldName, ROLLUP_FIELDS, withFilter, without } from './filters.js';
import { valueName } from './format.js';
import { groupOf } from './questions.js';
import { showsBots } from './state.js';

/** How many values a chip names before it counts the rest. */
const SHOWN = 3;

/** Removes a chip. The focus, which was in it, goes to the button that adds one. @param {any} app @param {object} change */
function remove(app, change) {
  app.go(change);
  /** @type {HTMLElement|null} */ (document.querySelector('.bar > .menu:last-of-type > button'))?.focus({ preventScroll: true });
}

/** @param {{app: any}} props */
export function Chips({ app }) {
  const { filters, wrong } = app.state;
  if (filters.length === 0 && wrong.length === 0) {
    return null;
  }
  return html`<ul class="chips" aria-label="Filters">
    ${filters.map((/** @type {import('./filters.js').Filter} */ filter) => {
      const names = filter.values.map((value) => valueName(filter.field, value));
      const text = names.slice(0, SHOWN).join(' or ') + (names.length > SHOWN ? ` or ${names.length - SHOWN} more` : '');
      const how = filter.exclude ? 'is not' : 'is';
      return html`<li key=${filter.field} class="chip">
        <span class="field">${fieldName(filter.field)}</span>
        <button type="button" class="how" title="Turn round: ${filter.exclude ? 'keep these' : 'leave these out'}" onClick=${() => app.go({ filters: withFilter(filters, { ...filter, exclude: !filter.exclude }) })}>${how}</button>
        <span class="value" title=${names.join('\n')}>${text}</span>
        <button type="button" class="remove" aria-label="Remove the filter on ${fieldName(filter.field)}" onClick=${() => remove(app, { filters: without(filters, filter.field) })}>×</button>
      </li>`;
    })}
    ${wrong.map((/** @type {import('./state.js').Wrong} */ each) => html`<li key=${each.name + each.value} class="chip wrong">
      <span class="value" role="alert"><b>${each.name}=${each.value}</b> ${each.reason}</span>
      <button type="button" class="remove" aria-label="Remove ${each.name}" onClick=${() => remove(app, { wrong: wrong.filter((/** @type {any} */ other) => other !== each) })}>×</button>
    </li>`)}
    ${filters.length > 0 && html`<li><button type="button" class="quiet" onClick=${() => remove(app, { filters: [] })}>Clear all</button></li>`}
  </ul>`;
}

/** @param {{app: any}} props */
export function FilterMenu({ app }) {
  return html`<${Menu} app=${app} name="filter" label="+ Filter"><${FilterForm} app=${app} /><//>`;
}

/** @param {{app: any}} props */
function FilterForm({ app }) {
  const [field, setField] = useState('campaign');
  const [exclude, setExclude] = useState(false);
  const [text, setText] = useState('');
  const [found, setFound] = useState(/** @type {string[]} */ ([]));
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    setBusy(true);
    const params = { ...app.common, ...(app.state.view === 'bots' ? { bots: 'only' } : {}), group_by: field, limit: 50, ...(text === '' ? {} : { search: text }) };
    const timer = setTimeout(() => {
      stats(params, abort.signal)
        .then((answer) => setFound(answer.data.map((/** @type {any} */ row) => groupOf(row, field))))
        .catch(() => setFound([]))
        .finally(() => setBusy(false));
    }, text === '' ? 0 : 250);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [field, text]);
  const add = (/** @type {string} */ value) => {
    const old = app.state.filters.find((/** @type {any} */ other) => other.field === field && other.exclude === exclude);
    app.set({ menu: null });
    app.go({ filters: withFilter(app.state.filters, { field, exclude, values: [...new Set([...(old?.values ?? []), value])] }) });
  };
  const options = (/** @type {string[]} */ fields) => fields.map((each) => html`<option value=${each} selected=${each === field}>${fieldName(each)}</option>`);
  return html`<form class="pick" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); add(text); }}>
    <div class="line">
      <label><span class="hidden">Field</span>
        <select data-first onChange=${(/** @type {any} */ event) => { setField(event.target.value); setText(''); setFound([]); }}>
          <optgroup label="Counted ahead: fast">${options(ROLLUP_FIELDS)}</optgroup>
          <optgroup label="Only in the events: takes longer">${options(FIELDS.filter((each) => !ROLLUP_FIELDS.includes(each) && (each !== 'bot_reason' || showsBots(app.state))))}</optgroup>
        </select></label>
      <label><span class="hidden">Condition</span>
        <select onChange=${(/** @type {any} */ event) => setExclude(event.target.value === '1')}>
          <option value="0">is</option><option value="1">is not</option></select></label>
    </div>
    <label>Value<input type="text" value=${text} autocomplete="off" spellcheck="false" onInput=${(/** @type {any} */ event) => setText(event.target.value)} /></label>
    <ul class="choices scroll" aria-busy=${busy}>${found.map((value) => html`<li key=${value}><button type="button" onClick=${() => add(value)}>
      <span>${valueName(field, value)}</span></button></li>`)}</ul>
    <button type="submit" class="button primary">${text === '' ? 'Without a value' : 'Add'}</button>
  </form>`;
}
