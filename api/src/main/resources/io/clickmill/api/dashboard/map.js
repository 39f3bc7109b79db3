// The world, each country coloured by its clicks. The table of countries says the same, and takes the keyboard.

import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { METRIC_NAMES, metricText, valueName, valueOf } from './format.js';

const LEVELS = 8;

/** Width and height of the shapes' coordinates, of which world.mjs makes the shapes. */
const SIZE = [2000, 938];

/** @type {Promise<Record<string, string>>|null} */
let loading = null;

/** The shapes by country code. They are loaded when the map is opened first. @returns {Record<string, string>|null} */
function useShapes() {
  const [shapes, setShapes] = useState(/** @type {Record<string, string>|null} */ (null));
  useEffect(() => {
    loading ??= fetch(new URL('world.json', import.meta.url)).then((response) => response.json());
    loading.then(setShapes, () => (loading = null));
  }, []);
  return shapes;
}

/** @param {{app: any, rows: Record<string, any>[]|undefined, metric: string}} props */
export function WorldMap({ app, rows, metric }) {
  const shapes = useShapes();
  if (shapes === null || rows === undefined) {
    return html`<div class="skeletons" aria-hidden="true"><span class="skeleton tall"></span></div>`;
  }
  const byCode = new Map(rows.map((row) => [row.country, row]));
  const most = Math.max(...rows.map((row) => valueOf(row, metric)), 1);
  const level = (/** @type {any} */ row) => (row && valueOf(row, metric) > 0 ? Math.max(1, Math.round(LEVELS * Math.sqrt(valueOf(row, metric) / most))) : 0);
  const pick = (/** @type {MouseEvent} */ event, /** @type {string} */ code) => app.pick('country', code, event.altKey ? 'leave' : event.ctrlKey || event.metaKey ? 'add' : 'keep');
  const undrawn = rows.filter((row) => !Object.hasOwn(shapes, row.country) && valueOf(row, metric) > 0);
  return html`<div>
    <svg class="world" viewBox="0 0 ${SIZE[0]} ${SIZE[1]}" role="img" aria-label="${METRIC_NAMES[metric]} by country. The tab Countries has the same as a table.">
      ${Object.entries(shapes).map(([code, d]) => html`<path key=${code} d=${d} class="cell" data-level=${level(byCode.get(code))} onClick=${(/** @type {MouseEvent} */ event) => pick(event, code)}>
        <title>${valueName('country', code)}: ${byCode.has(code) ? metricText(byCode.get(code), metric, app.currency) : '0'}</title></path>`)}
    </svg>
    ${undrawn.length > 0 && html`<p class="undrawn">Not drawn: ${undrawn.map((row, i) => html`${i > 0 && ', '}<button type="button" class="text" onClick=${(/** @type {MouseEvent} */ event) => pick(event, row.country)}>${valueName('country', row.country)}</button> ${metricText(row, metric, app.currency)}`)}</p>`}
  </div>`;
}
