// Keyboard shortcuts, and the list of them.

import { html } from './html.js';
import { Dialog } from './why.js';
import { BOTS } from './state.js';
import { intervalsOf, PRESETS } from './ranges.js';
import { intervalOf } from './questions.js';

/** @param {string[]} list @param {string} now */
const next = (list, now) => list[(list.indexOf(now) + 1) % list.length];

/** @type {{key: string, label: string, act: (app: any) => void}[]} */
const ACTIONS = [
  { key: 'ArrowLeft', label: 'Period before', act: (app) => app.step(-1) },
  { key: 'ArrowRight', label: 'Period after', act: (app) => app.step(1) },
  { key: 'c', label: 'Custom range', act: (app) => app.set({ menu: 'range' }) },
  { key: 'x', label: 'Next comparison', act: (app) => app.go({ compare: next(['previous', 'year', 'none'], app.state.compare) }) },
  { key: 'i', label: 'Next step of the chart', act: (app) => app.go({ interval: next(intervalsOf(app.range), intervalOf(app.state, app.range)) }) },
  { key: 'z', label: 'Time zone', act: (app) => app.set({ menu: 'zone' }) },
  { key: '/', label: 'Add a filter', act: (app) => app.set({ menu: 'filter' }) },
  { key: 'b', label: 'Without, with, or only bots', act: (app) => app.go({ bots: next(BOTS, app.state.bots) }) },
  { key: 'v', label: 'Table in place of the chart', act: (app) => app.set({ table: !app.ui.table }) },
  { key: '?', label: 'This list', act: (app) => app.set({ help: true }) },
  { key: 'Escape', label: 'Close, or clear the filters', act: (app) => app.state.filters.length > 0 && app.go({ filters: [] }) },
];

/** Letters after G: the views. @type {Record<string, string>} */
const VIEW_KEYS = { o: 'overview', l: 'live', b: 'bots', k: 'books', e: 'events' };

let afterG = 0;

/** @param {any} app @param {KeyboardEvent} event */
export function onKey(app, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!app.ui.shortcuts || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (target.closest('input, select, textarea, .plot, .scroll-table') && event.key !== 'Escape') return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (Date.now() - afterG < 1500 && VIEW_KEYS[key]) {
    afterG = 0;
    app.view(VIEW_KEYS[key]);
    return;
  }
  if (key === 'g') {
    afterG = Date.now();
    return;
  }
  // The books have no range and no filters, so keys must not change them unseen.
  const isOfBooks = app.state.view === 'books';
  const preset = isOfBooks ? undefined : PRESETS.find((each) => each.key.toLowerCase() === key);
  const action = isOfBooks && key !== '?' ? undefined : ACTIONS.find((each) => each.key === key);
  if (preset !== undefined) {
    app.preset(preset.id);
  } else if (action !== undefined) {
    event.preventDefault();
    action.act(app);
  }
}

const SHOWN = /** @type {Record<string, string>} */ ({ ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' });

/** @param {{app: any}} props */
export function HelpDialog({ app }) {
  const row = (/** @type {string} */ key, /** @type {string} */ label) => html`<tr key=${key}><th scope="row"><kbd>${key}</kbd></th><td>${label}</td></tr>`;
  return html`<${Dialog} title="Keyboard and mouse" kind="narrow" onClose=${() => app.set({ help: false })}>
    <label class="check"><input type="checkbox" checked=${app.ui.shortcuts} onChange=${() => app.setShortcuts(!app.ui.shortcuts)} /> Shortcuts of single keys</label>
    <div class="keys">
      <table><caption>Ranges</caption><tbody>${PRESETS.map((preset) => row(preset.key, preset.label))}</tbody></table>
      <table><caption>More</caption><tbody>${ACTIONS.map((action) => row(SHOWN[action.key] ?? action.key.toUpperCase(), action.label))}
        ${Object.entries(VIEW_KEYS).map(([key, view]) => row(`G ${key.toUpperCase()}`, `View ${view}`))}</tbody></table>
    </div>
    <p class="hint">A click on a value keeps only it, Alt-click leaves it out, Ctrl-click adds it. Drag over the chart to zoom; arrow keys read its steps.</p>
  <//>`;
}
