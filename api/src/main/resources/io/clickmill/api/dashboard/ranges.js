// Ranges of time in the calendar of the asked zone. Dates are texts (2026-11-30): what instant a date begins at is the
// API's business, which knows all zones. Steps and labels are worked out here, and lengths where an end is an instant.

/**
 * @typedef {object} Range
 * @property {string|null} from a date or an instant; null means 24 hours before the end
 * @property {string|null} to the first instant or date after the range; null means now
 * @property {boolean} open whether the range reaches until now or later, so that its numbers still grow
 * @property {string|null} fullFrom first date of the whole period, for stepping; null if the range is not made of dates
 * @property {string|null} fullTo first date after the whole period
 * @property {number} months whole months of the calendar that the period is made of; 0 if it is days or a part of one
 * @property {number} length milliseconds of the whole period; local days count as 24 hours
 * @property {string} label
 *
 * @typedef {object} Clock
 * @property {string} today the date in the asked zone
 * @property {number} now epoch milliseconds
 * @property {string|null} first date of the account's first click in the asked zone
 * @property {(instant: number) => number} [offsetAt] the asked zone's offset in milliseconds at an instant; without it 0
 */

const DAY = 86_400_000;

/** The presets: the word in the URL, the key, and the label. */
export const PRESETS = [
  { id: '30m', key: 'R', label: 'Last 30 minutes' },
  { id: 'today', key: 'D', label: 'Today' },
  { id: 'yesterday', key: 'E', label: 'Yesterday' },
  { id: '24h', key: 'H', label: 'Last 24 hours' },
  { id: '7d', key: 'W', label: 'Last 7 days' },
  { id: '28d', key: 'F', label: 'Last 28 days' },
  { id: '30d', key: 'T', label: 'Last 30 days' },
  { id: '91d', key: 'N', label: 'Last 91 days' },
  { id: 'month', key: 'M', label: 'This month' },
  { id: 'last-month', key: 'P', label: 'Last month' },
  { id: 'year', key: 'Y', label: 'This year' },
  { id: '12m', key: 'L', label: 'Last 12 months' },
  { id: 'all', key: 'A', label: 'All time' },
];

/** Steps of a series, with their length in milliseconds; the calendar's are rough. */
export const INTERVALS = [
  { id: 'minute', label: 'minute', length: 60_000 },
  { id: '5minutes', label: '5 minutes', length: 300_000 },
  { id: 'hour', label: 'hour', length: 3_600_000 },
  { id: 'day', label: 'day', length: DAY },
  { id: 'week', label: 'week', length: 7 * DAY },
  { id: 'month', label: 'month', length: 30 * DAY },
];

/** @param {string} text */
export const isDate = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dateOf(Date.parse(text)) === text;

/** Whether the text is a date or an instant with an offset. @param {string} text */
export const isTime = (text) =>
  isDate(text) || (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)));

/** @param {number} millis */
const dateOf = (millis) => new Date(millis).toISOString().slice(0, 10);

/** @param {string} date @param {number} days */
export const addDays = (date, days) => dateOf(Date.parse(date) + days * DAY);

/** Adds months; a day that a month does not have becomes its last one. @param {string} date @param {number} months */
export function addMonths(date, months) {
  const [year, month, day] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dateOf(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

/** @param {string} from @param {string} to */
const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** The instant of an end of a range; a date begins at midnight in the asked zone. @param {string} text @param {Clock} clock */
const instantOf = (text, clock) => Date.parse(isDate(text) ? localInstant(`${text}T00:00:00.000`, clock.offsetAt ?? (() => 0)) : text);

/**
 * The date that begins at an end of a range, or null if none does.
 *
 * @param {string} text a date or an instant
 * @param {Clock} clock
 */
export function dateAt(text, clock) {
  if (isDate(text)) {
    return text;
  }
  const instant = Date.parse(text);
  const date = dateOf(instant + (clock.offsetAt?.(instant) ?? 0));
  return instantOf(date, clock) === instant ? date : null;
}

/** @param {string} date */
const firstOfMonth = (date) => date.slice(0, 8) + '01';

/**
 * The range that a state asks about.
 *
 * @param {{range: string|null, from: string|null, to: string|null}} state
 * @param {Clock} clock
 * @returns {Range}
 */
export function rangeOf(state, clock) {
  if (state.from !== null || state.to !== null) {
    return custom(state.from, state.to, clock);
  }
  const preset = PRESETS.find((each) => each.id === state.range) ?? PRESETS[3];
  const { today } = clock;
  const tomorrow = addDays(today, 1);
  /** @param {string} from @param {string} [end] a date that makes the range closed */
  const dates = (from, end, full = tomorrow) => ({
    from,
    to: end ?? null,
    open: end === undefined,
    fullFrom: from,
    fullTo: end ?? full,
    months: /^\d+d$|^all$/.test(preset.id) ? 0 : wholeMonths(from, end ?? full),
    length: daysBetween(from, end ?? full) * DAY,
    label: preset.label,
  });
  switch (preset.id) {
    case '30m': {
      const from = new Date(Math.floor(clock.now / 60_000 - 29) * 60_000).toISOString();
      return { from, to: null, open: true, fullFrom: null, fullTo: null, months: 0, length: 1_800_000, label: preset.label };
    }
    case 'today': return dates(today);
    case 'yesterday': return dates(addDays(today, -1), today);
    case '7d': case '28d': case '30d': case '91d': return dates(addDays(tomorrow, -parseInt(preset.id, 10)));
    case 'month': return dates(firstOfMonth(today), undefined, addMonths(firstOfMonth(today), 1));
    case 'last-month': return dates(addMonths(firstOfMonth(today), -1), firstOfMonth(today));
    case 'year': return dates(today.slice(0, 5) + '01-01', undefined, addMonths(today.slice(0, 5) + '01-01', 12));
    case '12m': return dates(addMonths(firstOfMonth(today), -11), undefined, addMonths(firstOfMonth(today), 1));
    case 'all': return dates(clock.first ?? today);
    default: return { from: null, to: null, open: true, fullFrom: null, fullTo: null, months: 0, length: DAY, label: preset.label };
  }
}

/** @param {string|null} from @param {string|null} to @param {Clock} clock @returns {Range} */
function custom(from, to, clock) {
  const end = to === null ? clock.now : instantOf(to, clock);
  const start = from === null ? end - DAY : instantOf(from, clock);
  const open = to === null || (isDate(to) ? to > clock.today : end >= clock.now);
  // Instants at which dates begin are whole days too, also where a day has not 24 hours.
  const fullFrom = from === null ? null : dateAt(from, clock);
  const fullTo = to === null ? addDays(clock.today, 1) : dateAt(to, clock);
  const shared = { from, to, open };
  if (fullFrom === null || fullTo === null) {
    return { ...shared, fullFrom: null, fullTo: null, months: 0, length: Math.max(end - start, 0), label: 'Custom range' };
  }
  return {
    ...shared,
    fullFrom,
    fullTo,
    months: wholeMonths(fullFrom, fullTo),
    length: Math.max(daysBetween(fullFrom, fullTo) * DAY, 0),
    label: datesLabel(fullFrom, addDays(fullTo, -1)),
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date in words: 26 Nov 2026. @param {string} date */
export const dateLabel = (date) => `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;

/** A range of dates, both included: 22–29 Nov 2026. @param {string} first @param {string} last */
export function datesLabel(first, last) {
  if (first >= last) {
    return dateLabel(first);
  }
  const monthOfLast = addDays(addMonths(firstOfMonth(last), 1), -1) === last;
  if (first.endsWith('-01-01') && last === first.slice(0, 5) + '12-31') {
    return first.slice(0, 4);
  }
  if (first.slice(0, 7) === last.slice(0, 7)) {
    return first.endsWith('-01') && monthOfLast ? dateLabel(first).slice(2) : `${Number(first.slice(8))}–${dateLabel(last)}`;
  }
  return first.slice(0, 4) === last.slice(0, 4) ? `${dateLabel(first).slice(0, -5)} – ${dateLabel(last)}` : `${dateLabel(first)} – ${dateLabel(last)}`;
}

/** Whole months between two dates; 0 if one of them is not the first of a month. @param {string} from @param {string} to */
function wholeMonths(from, to) {
  const monthsOf = (/** @type {string} */ date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return from.endsWith('-01') && to.endsWith('-01') ? monthsOf(to) - monthsOf(from) : 0;
}

/**
 * The period before (-1) or after (1): as many months if the range is whole months, else as many days, else as long.
 * A period that a preset has is that preset.
 *
 * @param {Range} range
 * @param {-1|1} direction
 * @param {Clock} clock
 * @returns {{range: string|null, from: string|null, to: string|null}|null} null if it would begin after now
 */
export function stepRange(range, direction, clock) {
  if (range.fullFrom === null || range.fullTo === null) {
    const end = range.to === null ? clock.now : instantOf(range.to, clock);
    const start = range.from === null ? end - range.length : instantOf(range.from, clock);
    const length = end - start;
    const from = start + direction * length;
    return from >= clock.now ? null : { range: null, from: new Date(from).toISOString(), to: new Date(from + length).toISOString() };
  }
  const { months } = range;
  const days = daysBetween(range.fullFrom, range.fullTo);
  /** @param {string} date */
  const move = (date) => (months > 0 ? addMonths(date, direction * months) : addDays(date, direction * days));
  const from = move(range.fullFrom);
  const to = move(range.fullTo);
  if (from > clock.today) {
    return null;
  }
  const preset = PRESETS.find((each) => {
    const other = rangeOf({ range: each.id, from: null, to: null }, clock);
    return other.fullFrom === from && other.fullTo === to && other.months === months;
  });
  return preset === undefined ? { range: null, from, to } : { range: preset.id, from: null, to: null };
}

/**
 * The API's `shift` for a comparison, or null if there is none.
 *
 * @param {Range} range
 * @param {string} compare `previous`, `year`, `none`, or an ISO 8601 period such as `-P14D`
 * @param {boolean} matchWeekday whether to move by whole weeks, so that weekdays agree
 */
export function shiftOf(range, compare, matchWeekday) {
  if (compare === 'none') {
    return null;
  }
  if (compare === 'year') {
    return matchWeekday ? '-P364D' : '-P1Y';
  }
  if (compare !== 'previous') {
    return compare;
  }
  const days = Math.ceil(range.length / DAY);
  if (matchWeekday) {
    return `-P${Math.ceil(days / 7) * 7}D`;
  }
  if (range.months > 0) {
    return `-P${range.months}M`;
  }
  return range.fullFrom === null ? `-PT${range.length / 1000}S` : `-P${days}D`;
}

/** The steps that are worth choosing for a range: at least two of them, and not too many to draw. @param {Range} range */
export function intervalsOf(range) {
  const fit = INTERVALS.filter((each) => range.length / each.length <= 5000 && range.length / each.length >= 2);
  return (fit.length === 0 ? INTERVALS.slice(0, 1) : fit).map((each) => each.id);
}

/** The step that shows a range well. @param {Range} range */
export function defaultInterval(range) {
  const days = range.length / DAY;
  const best = days <= 0.1 ? 'minute' : days <= 0.5 ? '5minutes' : days <= 8 ? 'hour' : days <= 100 ? 'day' : days <= 400 ? 'week' : 'month';
  const fit = intervalsOf(range);
  return fit.includes(best) ? best : fit[0];
}

/**
 * The instant of a local time in a zone, with the zone's offset: what `from` and `to` take. A time that the clocks skip
 * is moved on by the hour that they skip; of a time that they show twice it is the first.
 *
 * @param {string} local 2026-11-22T14:00:00.000
 * @param {(instant: number) => number} offsetAt the zone's offset in milliseconds at an instant
 */
export function localInstant(local, offsetAt) {
  const wall = Date.parse(local + 'Z');
  const early = offsetAt(wall - DAY);
  const late = offsetAt(wall + DAY);
  const instant = [wall - early, wall - late].find((each) => offsetAt(each) === wall - each) ?? wall - early;
  return atOffset(instant, offsetAt(instant));
}

/** An instant as local time with its offset. @param {number} instant @param {number} offset in milliseconds */
export function atOffset(instant, offset) {
  const minutes = Math.abs(offset) / 60_000;
  const two = (/** @type {number} */ n) => String(Math.floor(n)).padStart(2, '0');
  return new Date(instant + offset).toISOString().slice(0, -1) + (offset < 0 ? '-' : '+') + two(minutes / 60) + ':' + two(minutes % 60);
}
