// The chart over time, its table, and its sentence.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { Choices, Menu } from './menu.js';
import { Trouble, Waiting } from './panel.js';
import { Why } from './why.js';
import { change, METRIC_NAMES, metricText, money, number, stepLabel } from './format.js';
import { INTERVALS, intervalsOf } from './ranges.js';
import { comparison, countTheSame, intervalOf } from './questions.js';
import { endOf, lines, peak, span, stepsOf } from './series-data.js';

/** @param {{app: any}} props */
export function Series({ app }) {
  const { range, state, metric } = app;
  const interval = intervalOf(state, range);
  const slot = app.slot(`series:${metric}:${interval}`);
  const answer = slot?.answer;
  const before = comparison(slot, app.slot(`series-before:${metric}:${interval}`), range.open);
  // The same steps as long as the answers are the same, so that the chart is not drawn for nothing.
  const steps = useMemo(() => (answer ? stepsOf(answer, before, metric, interval) : []), [answer, before, metric, interval]);
  const table = app.ui.table;
  const name = METRIC_NAMES[metric] + (state.view === 'bots' ? ' of bots' : '');
  return html`<section class="panel series" aria-labelledby="head-series">
    <header>
      <h2 id="head-series">${name} by</h2>
      <${Menu} app=${app} name="interval" title="Step" kind="text" label=${INTERVALS.find((each) => each.id === interval)?.label}>
        <${Choices} app=${app} chosen=${interval} choices=${INTERVALS.filter((each) => intervalsOf(range).includes(each.id))} onChoose=${(/** @type {string} */ id) => app.go({ interval: id })} /><//>
      <span class="legend" aria-hidden="true"><i class="key now"></i>now${before && html`<i class="key before"></i>before`}${steps.some((step) => !step.complete) && html`<i class="key open"></i>not complete`}</span>
      <span class="space"></span>
      <${Waiting} app=${app} slot=${slot} />
      <button type="button" class="text" aria-pressed=${table} title="Table in place of the chart (V)" onClick=${() => app.set({ table: !table })}>Table</button>
      <${Why} app=${app} id=${`series:${metric}:${interval}`} title=${`${name} by ${interval}`} />
    </header>
    <${Trouble} app=${app} slot=${slot} />
    <figure data-dim=${app.isDim(slot)}>
      ${table
        ? html`<${StepTable} app=${app} steps=${steps} interval=${interval} metric=${metric} />`
        : html`<${Chart} app=${app} steps=${steps} interval=${interval} metric=${metric} hasBefore=${before !== null} end=${answer?.meta.to ?? ''} name=${name} />`}
      <figcaption>${countTheSame(answer, app.slot('totals')?.answer) ? sentence(app, steps, interval, name, before !== null) : ' '}</figcaption>
    </figure>
  </section>`;
}

/** @param {any} app @param {import('./series-data.js').Step[]} steps @param {string} interval @param {string} name @param {boolean} hasBefore */
function sentence(app, steps, interval, name, hasBefore) {
  const { metric } = app;
  const total = app.slot('totals')?.answer?.data[0];
  const most = peak(steps);
  if (!total || total[metric] === undefined || !most || most.value === 0) return `${name} ${span(steps, interval)}: none.`;
  const before = comparison(app.slot('totals'), app.slot('before'), app.range.open)?.data[0];
  const { way, text } = before ? change(total, before, metric) : { way: 'none', text: '' };
  const words = /** @type {Record<string, string>} */ ({ up: `, ${text} more than before`, down: `, ${text} less than before`, same: ', as many as before' });
  return `${name} ${span(steps, interval)}: ${metricText(total, metric, app.currency)}, most ${metricText(most.row, metric, app.currency)} on ${stepLabel(most.start, interval)}${hasBefore ? (words[way] ?? '') : ''}.`;
}

/** @param {{app: any, steps: import('./series-data.js').Step[], interval: string, metric: string}} props */
function StepTable({ app, steps, interval, metric }) {
  const { currency } = app;
  return html`<div class="scroll-table" tabindex="0" role="group" aria-label="Table of the series"><table class="grid">
    <thead><tr><th scope="col">Start</th><th scope="col" class="n">${METRIC_NAMES[metric]}</th>${metric === 'uniques' && html`<th scope="col" class="n">Between</th>`}<th scope="col" class="n">Before</th><th scope="col">State</th></tr></thead>
    <tbody>${steps.map((step) => html`<tr key=${step.start}><th scope="row">${stepLabel(step.start, interval)}</th><td class="n">${metricText(step.row, metric, currency)}</td>
      ${metric === 'uniques' && html`<td class="n">${step.row.uniques.exact ? 'exact' : `${number(step.low)} to ${number(step.high)}`}</td>`}
      <td class="n">${metricText(step.beforeRow ?? undefined, metric, currency)}</td><td>${step.complete ? '' : 'not complete'}</td></tr>`)}</tbody>
  </table></div>`;
}

const HEIGHT = 240;

/**
 * A colour of the style sheet as the canvas takes it. The browser chooses between light and dark only where the colour
 * is used, so an element has to use it.
 *
 * @param {string} name
 */
function colour(name) {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/**
 * @param {object} props
 * @param {any} props.app
 * @param {import('./series-data.js').Step[]} props.steps
 * @param {string} props.interval
 * @param {string} props.metric
 * @param {boolean} props.hasBefore
 * @param {string} props.end of the range
 * @param {string} props.name
 */
function Chart({ app, steps, interval, metric, hasBefore, end, name }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const plot = useRef(/** @type {any} */ (null));
  const latest = useRef(/** @type {any} */ ({}));
  const [at, setAt] = useState(/** @type {number|null} */ (null));
  latest.current = { steps, end, app };
  const bars = interval === 'minute' && steps.length <= 31;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const shape = [interval, metric, bars, app.zone, app.theme, dark, steps.length <= 40].join();

  useEffect(() => {
    const element = /** @type {HTMLElement} */ (box.current);
    const zoom = (/** @type {number} */ first, /** @type {number} */ last) => {
      const { steps: shown, app: now, end: to } = latest.current;
      if (shown[first]) now.go({ range: null, from: shown[first].start, to: endOf(shown, last, to), interval: null, view: now.state.view === 'live' ? 'overview' : now.state.view });
    };
    plot.current = makePlot({ element, app, metric, bars, dots: steps.length <= 40, onCursor: setAt, onZoom: zoom, steps: () => latest.current.steps });
    const observer = new ResizeObserver(() => plot.current.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => { observer.disconnect(); plot.current.destroy(); };
  }, [shape]);

  useEffect(() => plot.current.setData(columns(steps, hasBefore)), [steps, shape, hasBefore]);

  const move = (/** @type {KeyboardEvent} */ event) => {
    const last = steps.length - 1;
    const now = at ?? last;
    const to = { ArrowLeft: Math.max(now - 1, 0), ArrowRight: Math.min(now + 1, last), Home: 0, End: last }[event.key];
    if (event.key === 'Enter' && at !== null && interval !== 'minute') {
      app.go({ range: null, from: steps[at].start, to: endOf(steps, at, end), interval: null });
    } else if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setAt(to);
      plot.current.setCursor({ left: plot.current.valToPos(steps[to].x, 'x'), top: 10 });
    }
  };
  const step = at === null ? undefined : steps[at];
  return html`<div class="chart">
    <div ref=${box} class="plot" tabindex="0" role="slider" aria-label="${name}, step" aria-orientation="horizontal" aria-valuemin="0" aria-valuemax=${Math.max(steps.length - 1, 0)}
      aria-valuenow=${at ?? Math.max(steps.length - 1, 0)} aria-valuetext=${step ? tipText(step, app, interval, metric) : 'Arrow keys read single steps, Enter shows one alone'} onKeyDown=${move}></div>
    ${step && html`<${Tip} app=${app} step=${step} interval=${interval} metric=${metric} x=${plot.current?.valToPos(step.x, 'x') ?? 0} width=${box.current?.clientWidth ?? 0} left=${(plot.current?.bbox.left ?? 0) / devicePixelRatio} />`}
  </div>`;
}

/** @param {import('./series-data.js').Step} step @param {any} app @param {string} interval @param {string} metric */
const tipText = (step, app, interval, metric) =>
  `${stepLabel(step.start, interval)}: ${metricText(step.row, metric, app.currency)}${step.beforeRow ? `, before ${metricText(step.beforeRow, metric, app.currency)}` : ''}${step.complete ? '' : ', not complete'}`;

/** @param {any} props */
function Tip({ app, step, interval, metric, x, width, left }) {
  const style = x + left > width / 2 ? { right: `${width - x - left + 12}px` } : { left: `${x + left + 12}px` };
  return html`<div class="tip" style=${style} aria-hidden="true">
    <b>${stepLabel(step.start, interval)}</b>
    <div><i class="key now"></i>${metricText(step.row, metric, app.currency)}${metric === 'uniques' && !step.row.uniques.exact && html`<small> ${number(step.low)} to ${number(step.high)}</small>`}</div>
    ${step.beforeRow && html`<div><i class="key before"></i>${metricText(step.beforeRow, metric, app.currency)} <small>${stepLabel(step.beforeRow.start, interval)}</small></div>`}
    ${!step.complete && html`<small>not complete</small>`}
  </div>`;
}

/** @param {import('./series-data.js').Step[]} steps @param {boolean} hasBefore */
function columns(steps, hasBefore) {
  const { solid, dashed } = lines(steps);
  return [steps.map((step) => step.x), steps.map((step) => (hasBefore ? step.before : null)), steps.map((step) => step.low), steps.map((step) => step.high), solid, dashed];
}

/** @param {any} options */
function makePlot({ element, app, metric, bars, dots, onCursor, onZoom, steps }) {
  const colours = Object.fromEntries(['--muted', '--line', '--before', '--series', '--area', '--faint', '--band'].map((each) => [each, colour(each)]));
  const paths = bars ? uPlot.paths.bars?.({ size: [0.8, 40] }) : undefined;
  const line = (/** @type {object} */ more) => ({ points: { show: false }, spanGaps: false, paths, ...more });
  const axis = { stroke: colours['--muted'], grid: { stroke: colours['--line'], width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
  const label = (/** @type {number} */ value) => (metric === 'sale_amount' ? money(value, app.currency) : Number.isInteger(value) ? number(value) : '');
  return new uPlot({
    width: element.clientWidth,
    height: HEIGHT,
    tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), app.zone),
    legend: { show: false },
    padding: [12, 20, 0, 0],
    cursor: { y: false, drag: { x: true, y: false, setScale: false, dist: 6 }, points: bars ? { show: false } : { size: 7 } },
    scales: { x: bars ? { range: (_, from, to) => [from - 30, to + 30] } : {}, y: { range: (_, __, most) => [0, Math.max(most * 1.08, 1)] } },
    axes: [
      { ...axis, grid: { show: false }, values: ticks(app.zone), size: (_, values) => (values?.some((value) => value.includes('\n')) ? 42 : 26) },
      { ...axis, size: (_, values) => 18 + 7 * Math.max(3, ...(values ?? []).map((value) => value.length)), values: (_, splits) => splits.map(label), gap: 8 },
    ],
    series: [
      {},
      line({ stroke: colours['--before'], width: bars ? 0 : 1.5, dash: [2, 3], paths: undefined }),
      line({ stroke: 'transparent' }),
      line({ stroke: 'transparent' }),
      line({ stroke: colours['--series'], width: bars ? 0 : 2, fill: colours[bars ? '--series' : '--area'], points: { show: dots && !bars, size: 5, fill: colours['--series'] } }),
      line({ stroke: colours['--series'], width: bars ? 1 : 2, dash: bars ? [] : [5, 4], fill: colours[bars ? '--area' : '--faint'] }),
    ],
    bands: metric === 'uniques' ? [{ series: [3, 2], fill: colours['--band'] }] : [],
    hooks: {
      setCursor: [(u) => onCursor(u.cursor.left !== undefined && u.cursor.left >= 0 && u.cursor.idx != null ? u.cursor.idx : null)],
      setSelect: [(u) => {
        if (u.select.width < 4) return;
        // A step belongs to the selection if its start does, and so does the one under the left end.
        const [from, to] = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')];
        const list = steps();
        const first = Math.max(0, list.findLastIndex((/** @type {any} */ step) => step.x <= from));
        onZoom(first, Math.max(first, list.findLastIndex((/** @type {any} */ step) => step.x <= to)));
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      }],
    },
  }, /** @type {any} */ ([[], [], [], [], [], []]), element);
}

/** Labels of the time axis: the clock, and the date where it changes. @param {string} zone */
function ticks(zone) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return (/** @type {any} */ _, /** @type {number[]} */ splits, /** @type {number} */ __, /** @type {number} */ ___, /** @type {number} */ step) => {
    let last = '';
    return splits.map((split) => {
      const at = uPlot.tzDate(new Date(split * 1000), zone);
      const month = MONTHS[at.getMonth()];
      if (step >= 28 * 86_400) return at.getMonth() === 0 || last === '' ? ((last = 'x'), `${month} ${at.getFullYear()}`) : month;
      const date = `${at.getDate()} ${month}`;
      if (step >= 86_400) return date;
      const isNew = date !== last;
      last = date;
      return `${two(at.getHours())}:${two(at.getMinutes())}${isNew ? `\n${date}` : ''}`;
    });
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
