// The questions to POST /v1/stats/batch that a screen consists of.

import { filterText, parseFilter, ROLLUP_FIELDS } from './filters.js';
import { queryOf } from './state.js';
import { dateAt, defaultInterval, intervalsOf, rangeOf, shiftOf } from './ranges.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./ranges.js').Range} Range
 * @typedef {import('./refresh.js').Answer} Answer
 * @typedef {import('./refresh.js').Slot} Slot
 * @typedef {Record<string, string|number>} Parameters
 *
 * @typedef {object} Question
 * @property {string} id
 * @property {Parameters} params
 * @property {'fast'|'panel'|'slow'} tier how often it is asked again
 *
 * @typedef {object} Panel
 * @property {string} id
 * @property {string} title
 * @property {string[]} fields
 */

/** @type {Panel[]} */
const OVERVIEW = [
  { id: 'what', title: 'What was clicked', fields: ['link', 'campaign', 'source', 'custom_link_title', 'url'] },
  { id: 'where', title: 'Where', fields: ['country', 'region', 'city', 'continent', 'map'] },
  { id: 'device', title: 'On what', fields: ['device', 'browser', 'browser_version', 'os'] },
  { id: 'from', title: 'Where from', fields: ['referer', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] },
  { id: 'place', title: 'Place in the message', fields: ['placement_step', 'placement', 'trigger'] },
];

/** @type {Panel[]} */
const BOT_PANELS = [
  { id: 'agent', title: 'Why, and who', fields: ['bot_reason', 'user_agent', 'browser', 'os'] },
  { id: 'bots', title: 'What bots click', fields: ['link', 'campaign', 'url'] },
  { id: 'address', title: 'Where bots are', fields: ['ip', 'country', 'referer'] },
];

/** @param {string} view */
export const panelsOf = (view) => (view === 'bots' ? BOT_PANELS : OVERVIEW);

/** The field that a panel shows. @param {State} state @param {Panel} panel */
export const shownField = (state, panel) => (panel.fields.includes(state.panels[panel.id]) ? state.panels[panel.id] : panel.fields[0]);

/** The fields of an account's scope: rollups are kept for each of their values. */
const SCOPES = ['campaign', 'link', 'source'];

/**
 * Whether rollups can answer: no bots are asked for, and group and filters are about at most one field, apart from one
 * value of a campaign, link or source. Other questions read sealed days or the log, and take longer.
 *
 * @param {State} state
 * @param {string|null} field that is grouped by
 * @param {string} metric
 */
export function isFast(state, field, metric) {
  const selected = state.filters.find((filter) => SCOPES.includes(filter.field) && !filter.exclude && filter.values.length === 1 && filter.field !== field);
  const fields = new Set(state.filters.filter((filter) => filter !== selected).map((filter) => filter.field));
  if (field !== null) {
    fields.add(field);
  }
  const visitorsOfScopes = metric === 'uniques' && field !== null && SCOPES.includes(field);
  return state.bots === 'exclude' && fields.size <= 1 && [...fields].every((each) => ROLLUP_FIELDS.includes(each)) && !visitorsOfScopes;
}

/** What a question asks: answers to the same question have the same key. @param {Parameters} shared @param {Parameters} params */
export const questionKey = (shared, params) => JSON.stringify([shared, params]);

/** The metric of the chart and the lists: bots leave no leads and sales. @param {State} state */
export const metricOf = (state) => (state.view === 'bots' && state.metric !== 'uniques' ? 'clicks' : state.metric);

/** The shift of the comparison, or null if there is none: before all time there was nothing. @param {State} state @param {Range} range */
export const comparedBy = (state, range) => (state.view === 'live' || state.range === 'all' ? null : shiftOf(range, state.compare, state.weekday));

/** The answer of a slot, if it answers what is asked now. @param {Slot|null|undefined} slot @returns {Answer|null} */
export const currentAnswer = (slot) => (slot?.answer != null && slot.answer.key === slot.key ? slot.answer : null);

/** Whether two answers count the same events. @param {Answer|null|undefined} a @param {Answer|null|undefined} b */
export const countTheSame = (a, b) => a != null && b != null && questionKey(a.common, { bots: a.params.bots ?? '' }) === questionKey(b.common, { bots: b.params.bots ?? '' });

/** Milliseconds that a comparison may be older than its numbers while their range grows; of longer ranges a hundredth. */
const BEFORE_MAY_LAG = 120_000;

/**
 * The answer about the period before, if it can be compared: both have to answer what is asked now, and an open range
 * must not have grown much since the comparison was asked.
 *
 * @param {Slot|null|undefined} slot
 * @param {Slot|null|undefined} before
 * @param {boolean} open
 * @returns {Answer|null}
 */
export function comparison(slot, before, open) {
  const [now, then] = [currentAnswer(slot), currentAnswer(before)];
  if (now === null || then === null) {
    return null;
  }
  const most = Math.max(BEFORE_MAY_LAG, (Date.parse(now.meta.to) - Date.parse(now.meta.from)) / 100);
  return open && now.at - then.at > most ? null : then;
}

/** The job publishes its progress every few seconds, and is some 20 s behind. */
const STANDS_AFTER = 120_000;

/** Whether the job stands that has made this progress. @param {string} progress @param {string} now */
export const isStanding = (progress, now) => Date.parse(now) - Date.parse(progress) > STANDS_AFTER;

/** The progress of a job that stands, or null while it runs. @param {Answer|null} answer @returns {string|null} */
export const standsSince = (answer) => (answer?.meta.progress && isStanding(answer.meta.progress, answer.asOf) ? answer.meta.progress : null);

/** The step of the series that is drawn. @param {State} state @param {Range} range */
export function intervalOf(state, range) {
  const fit = intervalsOf(range);
  return state.interval !== null && fit.includes(state.interval) ? state.interval : defaultInterval(range);
}

/**
 * The parameters that all questions of a screen share.
 *
 * @param {State} state
 * @param {Range} range
 * @param {string} account
 * @param {string} zone
 * @returns {Parameters}
 */
export function common(state, range, account, zone) {
  /** @type {Parameters} */
  const params = { account_id: account, timezone: zone };
  if (range.from !== null) params.from = range.from;
  if (range.to !== null) params.to = range.to;
  if (state.bots !== 'exclude' && state.view !== 'bots') params.bots = state.bots;
  state.filters.forEach((filter) => (params[filter.field] = filterText(filter)));
  return params;
}

/** The metrics of a list of values: the chosen one first. Visitors by link or campaign are asked only if chosen. @param {string} metric @param {string} field */
export function rowMetrics(metric, field) {
  if (metric === 'clicks') {
    return SCOPES.includes(field) || !ROLLUP_FIELDS.includes(field) ? ['clicks'] : ['clicks', 'uniques'];
  }
  return metric === 'sale_amount' ? ['sale_amount', 'sales'] : [metric, 'clicks'];
}

/** @param {string} field @param {string} metric @param {Parameters} more @returns {Parameters} */
export function top(field, metric, more) {
  /** @type {Parameters} */
  const links = field === 'link' ? { include: 'link' } : {};
  return { group_by: field, metrics: rowMetrics(metric, field).join(','), ...links, ...more };
}

/** Metrics of the totals; a screen of bots counts only their clicks and their visitors. @param {State} state */
const totalMetrics = (state) => (state.view === 'bots' ? 'clicks,uniques' : 'clicks,uniques,leads,sales,sale_amount');

/** The longest range that the heat map takes, in days. */
export const HEAT_DAYS = 60;

/** Whether a heat map of the range says something and is cheap enough. @param {Range} range */
export const hasHeat = (range) => range.length >= 86_400_000 && range.length <= HEAT_DAYS * 86_400_000 + 3_600_000;

/**
 * All questions of a screen that are asked in batches.
 *
 * @param {State} state
 * @param {Range} range
 * @returns {Question[]}
 */
export function questionsOf(state, range) {
  if (state.view === 'books' || state.view === 'events') {
    return [];
  }
  const isBots = state.view === 'bots';
  const metric = metricOf(state);
  /** @type {Parameters} */
  const bots = isBots ? { bots: 'only' } : {};
  const interval = intervalOf(state, range);
  const shift = comparedBy(state, range);
  // What rollups do not hold costs more the more clicks there are, so it is asked less often.
  const fast = isBots ? 'slow' : isFast(state, null, metric) ? 'fast' : 'panel';
  /** @type {Parameters} */
  const series = { interval, metrics: metric, fill: 'zero', limit: 10000, ...bots };
  /** @type {Question[]} */
  const found = [
    { id: 'totals', tier: fast, params: { metrics: totalMetrics(state), ...bots } },
    { id: `series:${metric}:${interval}`, tier: fast, params: series },
  ];
  if (shift !== null) {
    found.push({ id: 'before', tier: fast === 'fast' ? 'panel' : 'slow', params: { metrics: totalMetrics(state), shift, ...bots } });
    found.push({ id: `series-before:${metric}:${interval}`, tier: fast === 'fast' ? 'panel' : 'slow', params: { ...series, shift } });
  }
  for (const panel of panelsOf(state.view)) {
    const shown = shownField(state, panel);
    const field = shown === 'map' ? 'country' : shown;
    found.push({ id: `top:${shown}:${metric}`, tier: isFast(state, field, metric) && !isBots ? 'panel' : 'slow', params: top(field, metric, { limit: shown === 'map' ? 300 : 9, ...bots }) });
  }
  if (isBots && !state.filters.some((filter) => filter.field === 'bot_reason')) {
    found.push({ id: 'people', tier: 'panel', params: { metrics: 'clicks' } });
  } else if (!isBots && state.bots === 'exclude') {
    found.push({ id: 'bots', tier: 'slow', params: { metrics: 'clicks', bots: 'only' } });
  }
  return found;
}

/** Rows of one page of events. */
const EVENTS_PAGE = 50;

/** The most events that GET /v1/events gives at once. */
const MOST_EVENTS = 1000;

/** The kinds of events, and what several of a kind are called. */
export const EVENT_KINDS = /** @type {Record<string, string>} */ ({ click: 'Clicks', lead: 'Leads', sale: 'Sales' });

/** The kind of the events that are listed: that of the filter if it keeps a single one. @param {State} state */
export function eventKind(state) {
  const filter = state.filters.find(({ field }) => field === 'event');
  return filter !== undefined && !filter.exclude && filter.values.length === 1 && Object.hasOwn(EVENT_KINDS, filter.values[0]) ? filter.values[0] : 'click';
}

/** @param {State} state @param {Parameters} shared @param {Parameters} more */
const eventsUrl = (state, shared, more) => `v1/events?${queryOf(Object.entries({ ...shared, event: eventKind(state), ...more }))}`;

/** The address of the newest events as a file. @param {State} state @param {Parameters} shared */
export const eventsFile = (state, shared) => eventsUrl(state, shared, { limit: MOST_EVENTS, format: 'ndjson' });

/**
 * The question of a view that is not part of a batch, or null.
 *
 * @param {State} state
 * @param {Parameters} shared
 * @param {boolean} open whether the range reaches until now
 * @param {boolean} mayReadEvents
 */
export function watchQuestion(state, shared, open, mayReadEvents) {
  const { view } = state;
  if (view === 'books') {
    return { view, group: `books ${shared.account_id}`, address: `v1/status?${queryOf([['account_id', shared.account_id]])}`, open: true };
  }
  // Events of people are not shown as those of bots, and clicks not as sales.
  const group = questionKey({ account_id: shared.account_id, bots: shared.bots ?? '' }, { event: eventKind(state) });
  return view === 'events' && mayReadEvents ? { view, group, address: eventsUrl(state, shared, { limit: EVENTS_PAGE }), open } : null;
}

/** The question behind the heat map. @returns {Question} */
export const heatQuestion = () => ({ id: 'heat', tier: 'slow', params: { interval: 'hour', metrics: 'clicks', fill: 'zero', limit: 10000 } });

export const PAGE = 100;

/**
 * The question behind an open list.
 *
 * @param {State} state
 * @param {import('./state.js').List} list
 * @returns {Question}
 */
export function listQuestion(state, list) {
  const metric = metricOf(state);
  const metrics = rowMetrics(metric, list.field);
  const allowed = [...metrics, list.field].flatMap((word) => [word, `-${word}`]);
  /** @type {Parameters} */
  const more = { limit: PAGE, offset: (list.page - 1) * PAGE };
  if (list.search !== '') more.search = list.search;
  if (list.sort !== null && allowed.includes(list.sort)) more.sort = list.sort;
  if (state.view === 'bots') more.bots = 'only';
  return { id: 'list', tier: 'slow', params: top(list.field, metric, more) };
}

/**
 * The question about the same values in the period before.
 *
 * @param {State} state
 * @param {Question} question
 * @param {string} shift
 * @param {string[]} values
 * @returns {Question}
 */
export function beforeQuestion(state, question, shift, values) {
  const field = String(question.params.group_by);
  const { bots } = question.params;
  return {
    id: `${question.id}-before`,
    tier: 'slow',
    params: {
      group_by: field,
      metrics: metricOf(state),
      shift,
      limit: PAGE,
      [field]: filterText({ field, exclude: false, values }),
      ...(bots === undefined ? {} : { bots }),
    },
  };
}

/** A row's value of the field that it is grouped by; URL parameters are name and value in one. @param {Record<string, any>} row @param {string} field @returns {string} */
export const groupOf = (row, field) => (field === 'params' ? `${row.params_name}=${row.params_value}` : row[field]);

/**
 * What a list is compared with, as a function of a value: its row in the period before, null if it had none, or undefined
 * if the answer does not tell. The answer may be about other rows of the same list, as those change while it is asked.
 *
 * @param {Slot} slot of the question about the period before
 * @param {Parameters} shared parameters of the screen
 * @returns {(value: string) => Record<string, any>|null|undefined}
 */
export function rowsBefore(slot, shared) {
  const { answer, question } = slot;
  const field = String(question.params.group_by);
  const keyOf = (/** @type {Parameters} */ common, /** @type {Parameters} */ params) => questionKey(common, { ...params, [field]: '' });
  if (answer === null || keyOf(answer.common, answer.params) !== keyOf(shared, question.params)) {
    return () => undefined;
  }
  const asked = new Set(parseFilter(field, String(answer.params[field])).values);
  const rows = new Map(answer.data.map((row) => [groupOf(row, field), row]));
  const whole = answer.meta.total <= answer.data.length;
  return (value) => rows.get(value) ?? (asked.has(value) && whole ? null : undefined);
}

/**
 * A state that keeps showing the range that is shown now. Ends at which a date begins stay dates, and the comparison
 * stays the one that the screen makes now.
 *
 * @param {State} state
 * @param {Range} range
 * @param {import('./ranges.js').Clock} clock
 * @param {{from: string, to: string}|null} ends that were counted, if they are known
 * @returns {State}
 */
export function fixedState(state, range, clock, ends) {
  const from = ends?.from ?? range.from ?? new Date(clock.now - range.length).toISOString();
  const to = ends?.to ?? range.to ?? new Date(clock.now).toISOString();
  const fixed = { ...state, range: null, from: dateAt(from, clock) ?? from, to: dateAt(to, clock) ?? to, view: state.view === 'live' ? 'overview' : state.view };
  const shift = comparedBy(state, range);
  return comparedBy(fixed, rangeOf(fixed, clock)) === shift ? fixed : { ...fixed, compare: shift ?? 'none', weekday: false };
}

/**
 * The parameters of GET /v1/stats that repeat an answer: both ends of its range are the instants that were counted.
 *
 * @param {Parameters} shared
 * @param {Parameters} params
 * @param {{from: string, to: string}} meta
 * @returns {Parameters}
 */
export function repeatable(shared, params, meta) {
  const { shift: _, ...rest } = { ...shared, ...params };
  return { ...rest, from: meta.from, to: meta.to };
}

/** @param {string} origin @param {Parameters} params */
export const urlOf = (origin, params) => `${origin}/v1/stats?${queryOf(Object.entries(params))}`;

/** A command that asks for the same; the key is the reader's. @param {string} url */
export const curlOf = (url) => `curl -H "Authorization: Bearer $KEY" '${url.replaceAll("'", '%27')}'`;
