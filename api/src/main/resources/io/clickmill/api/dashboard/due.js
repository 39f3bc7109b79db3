// When a question of the screen is asked again, and whether its answer is still wanted.

/**
 * @typedef {import('./refresh.js').Slot} Slot
 * @typedef {import('./watch.js').WatchSlot} WatchSlot
 * @typedef {import('./api.js').Problem} Problem
 *
 * @typedef {object} News what is known of new clicks
 * @property {boolean} told whether the server tells of them
 * @property {number} count how often it has
 */

/** Milliseconds after the last answer if there are new clicks. The server tells of them twice a second at most. */
const WITH_NEWS = { fast: 0, panel: 5000, slow: 15_000 };
/** The same if the server does not tell. */
const WITHOUT_WORD = { fast: 1000, panel: 5000, slow: 15_000 };
/** The same while nothing is new: old clicks leave a range that moves with the time. */
const QUIET = 15_000;
/** Late events may change a range that is over, but seldom. */
const CLOSED = 60_000;
/** The books move with the job, also without new clicks. */
const BOOKS = { news: 500, quiet: 2000 };
/** The list of single events. */
const EVENTS = { news: 1000, withoutWord: 2000 };
/** A question that takes long is asked again after this many times its duration. */
const REST = 10;
/** The server tells of new clicks this often. */
const PERIOD = 500;
const AFTER_FAILURE = 5000;

/** When a question that has failed is tried again. @param {Problem} problem @param {number} failedAt */
function afterFailure(problem, failedAt) {
  const isFinal = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
  return isFinal ? Infinity : failedAt + Math.max(AFTER_FAILURE, (problem.retryAfter ?? 0) * 1000);
}

/**
 * The time in epoch milliseconds; infinite if only something else than time leads to another answer.
 *
 * @param {Slot} slot
 * @param {boolean} open whether the range reaches until now
 * @param {News} news
 * @returns {number}
 */
export function dueAt(slot, open, news) {
  const { answer, problem } = slot;
  if (slot.cancelled) {
    return Infinity;
  }
  if (problem !== null) {
    return afterFailure(problem, slot.failedAt);
  }
  if (answer === null || answer.key !== slot.key) {
    return 0;
  }
  const { tier } = slot.question;
  const isNew = news.count > answer.news;
  if (news.told && !isNew && !open) {
    return Infinity;
  }
  const pause = !open ? CLOSED : !news.told ? WITHOUT_WORD[tier] : isNew ? WITH_NEWS[tier] : QUIET;
  return afterRest(answer.at, Math.max(pause, REST * answer.millis));
}

/**
 * The end of a pause. Short ones end sooner or later for everybody at once: who looks at the same page asks at the same
 * time, so that the server answers all of them together. Periods are doubled until one is as long as the pause.
 *
 * @param {number} at
 * @param {number} pause milliseconds
 */
function afterRest(at, pause) {
  if (pause <= PERIOD) {
    return at + pause;
  }
  const period = PERIOD * 2 ** Math.ceil(Math.log2(pause / PERIOD));
  return (Math.floor(at / period) + 1) * period;
}

/**
 * The same for a question that is not part of a batch: the books, or the list of events. The list is asked again only
 * while it shows the newest events alone, so that nothing moves under the reader of older ones.
 *
 * @param {WatchSlot} slot
 * @param {boolean} open whether the range reaches until now
 * @param {News} news
 * @returns {number}
 */
export function watchDueAt(slot, open, news) {
  const { answer, problem } = slot;
  if (slot.cancelled) {
    return Infinity;
  }
  if (problem !== null) {
    return afterFailure(problem, slot.failedAt);
  }
  if (answer === null || answer.key !== slot.key) {
    return 0;
  }
  const isNew = news.count > answer.news;
  if (slot.view === 'events' && (!open || answer.pages > 1 || (news.told && !isNew))) {
    return Infinity;
  }
  const pause = slot.view === 'events' ? (news.told ? EVENTS.news : EVENTS.withoutWord) : isNew ? BOOKS.news : BOOKS.quiet;
  return answer.at + Math.max(pause, REST * answer.millis);
}

/**
 * Whether nothing is wanted any more of what a batch has still to answer: its questions have changed, or were cancelled.
 *
 * @param {Iterable<string>} keys of the questions that have no answer yet
 * @param {Iterable<Slot>} slots what the screen consists of
 */
export function isUnwanted(keys, slots) {
  const wanted = new Set([...slots].filter((slot) => !slot.cancelled).map((slot) => slot.key));
  return ![...keys].some((key) => wanted.has(key));
}
