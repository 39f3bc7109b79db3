// When a question of the screen is asked again.

/**
 * @typedef {import('./refresh.js').Slot} Slot
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
/** A question that takes long is asked again after this many times its duration. */
const REST = 10;
const AFTER_FAILURE = 5000;

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
  if (problem !== null) {
    const isFinal = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
    return isFinal ? Infinity : slot.failedAt + Math.max(AFTER_FAILURE, (problem.retryAfter ?? 0) * 1000);
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
  return answer.at + Math.max(pause, REST * answer.millis);
}
