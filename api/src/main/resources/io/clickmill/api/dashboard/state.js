// What the page shows, as the query string of its URL: the parameters of /v1/stats in the API's own words, and a few of
// the page's own (range, compare, weekday, view, panel.NAME, list, search, sort, page).

import { fieldOf, filterText, parseFilter, without } from './filters.js';
import { INTERVALS, isTime, PRESETS } from './ranges.js';

/**
 * @typedef {import('./filters.js').Filter} Filter
 *
 * @typedef {object} List an open list of all values of a field
 * @property {string} field
 * @property {string} search
 * @property {string|null} sort a metric, or the field; with - in front in descending order
 * @property {number} page from 1
 *
 * @typedef {object} Wrong a parameter that the page cannot use, and which stays in the URL until it is removed
 * @property {string} name
 * @property {string} value
 * @property {string} reason
 *
 * @typedef {object} State
 * @property {string|null} account
 * @property {string|null} range id of a preset; null with from and to, or for the last 24 hours
 * @property {string|null} from
 * @property {string|null} to
 * @property {string|null} timezone
 * @property {string|null} interval null lets the page choose
 * @property {string} metric
 * @property {string} bots
 * @property {string} compare
 * @property {boolean} weekday
 * @property {string} view
 * @property {Record<string, string>} panels the chosen field of a panel
 * @property {List|null} list
 * @property {Filter[]} filters
 * @property {Wrong[]} wrong
 */

export const METRICS = ['clicks', 'uniques', 'leads', 'sales', 'sale_amount'];
export const BOTS = ['exclude', 'include', 'only'];
export const VIEWS = ['overview', 'live', 'bots', 'books', 'events'];

/** The state of a URL without parameters. @returns {State} */
export const initial = () => ({
  account: null,
  range: null,
  from: null,
  to: null,
  timezone: null,
  interval: null,
  metric: 'clicks',
  bots: 'exclude',
  compare: 'previous',
  weekday: false,
  view: 'overview',
  panels: {},
  list: null,
  filters: [],
  wrong: [],
});

/** Whether events of bots are shown, which alone have reasons. @param {State} state */
export const showsBots = (state) => state.view === 'bots' || state.bots !== 'exclude';

/** The field that the API refuses to ask people about. */
const REASON = 'bot_reason';

/** The state without what can be asked about bots alone, unless they are shown. @param {State} state @returns {State} */
export function withoutReasons(state) {
  return showsBots(state) ? state : { ...state, filters: without(state.filters, REASON), list: state.list?.field === REASON ? null : state.list };
}

/** @param {string} text */
const isShift = (text) => /^-?P(?=[\dT-])[-\dYMWDTHS.]+$/.test(text);

/**
 * The readers of single parameters. Each returns what is expected instead, or nothing if it could use the value.
 *
 * @type {Record<string, (state: State, value: string) => string|undefined>}
 */
const READERS = {
  account_id: (state, value) => void (state.account = value),
  range: word('range', PRESETS.map((preset) => preset.id)),
  from: time('from'),
  to: time('to'),
  timezone: (state, value) => void (state.timezone = value),
  interval: word('interval', INTERVALS.map((each) => each.id)),
  metrics: (state, value) => word('metric', METRICS)(state, value.split(',')[0]),
  bots: word('bots', BOTS),
  compare: (state, value) =>
    isShift(value) ? void (state.compare = value) : word('compare', ['previous', 'year', 'none'])(state, value),
  weekday: (state, value) => (value === '1' ? void (state.weekday = true) : '1'),
  view: word('view', VIEWS),
};

/** @param {string} key @param {string[]} words */
function word(key, words) {
  return (/** @type {any} */ state, /** @type {string} */ value) => (words.includes(value) ? void (state[key] = value) : words.join(', '));
}

/** @param {'from'|'to'} key */
function time(key) {
  return (/** @type {State} */ state, /** @type {string} */ value) =>
    isTime(value) ? void (state[key] = value) : 'a date, or an ISO 8601 instant with an offset';
}

/**
 * Reads a query string, with or without the question mark.
 *
 * @param {string} query
 * @returns {State}
 */
export function parse(query) {
  const state = initial();
  const list = { field: '', search: '', sort: /** @type {string|null} */ (null), page: 1 };
  const seen = new Set();
  for (const [name, value] of pairs(query, state.wrong)) {
    const field = fieldOf(name);
    const key = field ?? name;
    const expected = seen.has(key) ? 'it only once' : readOne(state, list, name, field, value);
    seen.add(key);
    if (expected !== undefined) {
      state.wrong.push({ name, value, reason: expected === '' ? 'There is no such parameter.' : `Expected: ${expected}.` });
    }
  }
  state.list = list.field === '' ? null : list;
  if (state.from !== null || state.to !== null) {
    state.range = null;
  }
  return refuseReasons(state);
}

/** Where people are shown, a parameter about reasons is wrong. @param {State} state */
function refuseReasons(state) {
  const kept = withoutReasons(state);
  const reason = 'Expected: bots=only or bots=include, as people have no reasons.';
  const filters = state.filters.filter((filter) => !kept.filters.includes(filter)).map((filter) => ({ name: filter.field, value: filterText(filter), reason }));
  const lists = kept.list === state.list ? [] : [{ name: 'list', value: REASON, reason }];
  return { ...kept, wrong: [...state.wrong, ...filters, ...lists] };
}

/**
 * @param {State} state
 * @param {List} list
 * @param {string} name
 * @param {string|undefined} field
 * @param {string} value
 * @returns {string|undefined} what is expected; empty if nothing is, as there is no such parameter
 */
function readOne(state, list, name, field, value) {
  if (field !== undefined) {
    try {
      state.filters.push(parseFilter(field, value));
      return undefined;
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
  }
  if (/^panel\.[a-z]+$/.test(name) || name === 'list') {
    const chosen = value === 'map' ? value : fieldOf(value);
    if (chosen === undefined) {
      return 'the name of a field';
    }
    if (name === 'list') {
      list.field = chosen;
    } else {
      state.panels[name.slice(6)] = chosen;
    }
    return undefined;
  }
  switch (name) {
    case 'search': list.search = value; return undefined;
    case 'sort': list.sort = value; return undefined;
    case 'page': list.page = Number(value); return /^[1-9]\d{0,6}$/.test(value) ? undefined : ((list.page = 1), 'a number from 1');
    default: {
      const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
      return reader === undefined ? '' : reader(state, value);
    }
  }
}

/** @param {string} query @param {Wrong[]} wrong takes what is not percent-encoded UTF-8 @returns {[string, string][]} */
function pairs(query, wrong) {
  /** @type {[string, string][]} */
  const found = [];
  for (const part of query.replace(/^\?/, '').split('&').filter((each) => each !== '')) {
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    try {
      found.push([decode(name), decode(value)]);
    } catch {
      wrong.push({ name, value, reason: 'Expected: percent-encoded UTF-8.' });
    }
  }
  return found;
}

/** @param {string} text */
const decode = (text) => decodeURIComponent(text.replaceAll('+', ' '));

/** Percent-encodes for a query string, but keeps what reads better as it is. @param {string} text */
export const encode = (text) => encodeURIComponent(text.toWellFormed?.() ?? text).replace(/%(2C|2F|3A)/g, decodeURIComponent);

/** A query string of names and values. @param {Iterable<[string, string|number]>} parameters */
export const queryOf = (parameters) => [...parameters].map(([name, value]) => `${encode(name)}=${encode(String(value))}`).join('&');

/**
 * The query string that {@link parse} reads as this state, without the question mark.
 *
 * @param {State} state
 */
export function format(state) {
  /** @type {[string, string][]} */
  const found = [];
  const start = initial();
  /** @param {string} name @param {string|null} value @param {string|null} [normal] */
  const put = (name, value, normal = null) => value !== null && value !== normal && found.push([name, value]);
  put('account_id', state.account);
  put('view', state.view, start.view);
  put('range', state.range);
  put('from', state.from);
  put('to', state.to);
  put('timezone', state.timezone);
  put('interval', state.interval);
  put('metrics', state.metric, start.metric);
  put('bots', state.bots, start.bots);
  put('compare', state.compare, start.compare);
  put('weekday', state.weekday ? '1' : null);
  state.filters.forEach((filter) => put(filter.field, filterText(filter)));
  Object.entries(state.panels).forEach(([panel, field]) => put(`panel.${panel}`, field));
  if (state.list !== null) {
    put('list', state.list.field);
    put('search', state.list.search, '');
    put('sort', state.list.sort);
    put('page', String(state.list.page), '1');
  }
  state.wrong.forEach(({ name, value }) => put(name, value));
  return queryOf(found);
}
