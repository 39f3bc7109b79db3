// The question of a view that has only one, which is not part of a batch: the books, or single events.

import { Refused } from './api.js';
import { watchDueAt } from './due.js';

/**
 * @typedef {import('./api.js').Problem} Problem
 *
 * @typedef {object} WatchAnswer
 * @property {string} key the address that was asked
 * @property {any} body
 * @property {number} pages 1, and one more for each page that was added
 * @property {number} millis from the request to the answer
 * @property {number} at when it came, by the browser's clock
 * @property {number} news how often the server had told of new clicks when it was asked
 *
 * @typedef {object} WatchSlot
 * @property {string} view
 * @property {string} group answers of another group are not shown, not even until the others come
 * @property {string} key the address
 * @property {WatchAnswer|null} answer may be of an earlier address of the same group
 * @property {Problem|null} problem of the last try
 * @property {Problem|null} pageProblem why a further page did not come
 * @property {number} failedAt
 * @property {number} changedAt when the question became this one
 * @property {boolean} cancelled
 */

export class Watch {
  /**
   * @param {(address: string, signal: AbortSignal) => Promise<any>} ask
   * @param {import('./due.js').News} news
   * @param {() => void} changed is called after each answer and each failure
   */
  constructor(ask, news, changed) {
    this.ask = ask;
    this.news = news;
    this.changed = changed;
    /** @type {WatchSlot|null} */
    this.slot = null;
    this.open = false;
    this.paused = false;
    this.latency = 0;
    this.lastAt = 0;
    /** @type {AbortController|null} */
    this.running = null;
    /** When a further page was asked, by the browser's clock; 0 if none is on its way. */
    this.pagingAt = 0;
  }

  get problem() { return this.slot?.problem ?? null; }

  /**
   * Says what the screen shows, and whether that reaches until now.
   *
   * @param {{view: string, group: string, address: string, open: boolean}|null} question
   */
  want(question) {
    this.open = question?.open ?? false;
    if (question === null) {
      this.stop();
      this.slot = null;
    } else if (question.address !== this.slot?.key) {
      this.stop();
      const isAlike = this.slot?.group === question.group;
      const { view, group, address: key } = question;
      this.slot = { view, group, key, answer: isAlike ? (this.slot?.answer ?? null) : null, problem: null, pageProblem: null, failedAt: 0, changedAt: Date.now(), cancelled: false };
      this.latency = isAlike ? this.latency : 0;
      this.lastAt = isAlike ? this.lastAt : 0;
    }
    this.tick();
  }

  /** Asks if it is due. To be called often. */
  tick() {
    if (this.slot !== null && !this.paused && this.running === null && watchDueAt(this.slot, this.open, this.news) <= Date.now()) {
      void this.run(this.slot);
    }
  }

  /** Asks for the first page. @param {WatchSlot} slot */
  async run(slot) {
    const { count: news } = this.news;
    const begun = performance.now();
    const found = await this.answerTo(slot.key);
    if (found === null) {
      return;
    }
    slot.problem = found.problem;
    if (found.problem === null) {
      const millis = performance.now() - begun;
      slot.answer = { key: slot.key, body: found.body, pages: 1, millis, at: Date.now(), news };
      slot.pageProblem = null;
      this.latency = millis;
      this.lastAt = Date.now();
    } else {
      slot.failedAt = Date.now();
    }
    this.changed();
  }

  /**
   * Asks for one more page, and adds it to the answer.
   *
   * @param {string} address
   * @param {(body: any, page: any) => any} join
   */
  async addPage(address, join) {
    const { slot } = this;
    if (slot === null || slot.answer === null) {
      return;
    }
    this.stop();
    this.pagingAt = Date.now();
    this.changed();
    const { answer } = slot;
    const found = await this.answerTo(address);
    if (found === null) {
      return;
    }
    this.pagingAt = 0;
    slot.pageProblem = found.problem;
    if (found.problem === null) {
      slot.answer = { ...answer, body: join(answer.body, found.body), pages: answer.pages + 1 };
    }
    this.changed();
  }

  /** An answer, or what went wrong; null if nobody waits for it any more. @param {string} address @returns {Promise<{body: any, problem: Problem|null}|null>} */
  async answerTo(address) {
    const abort = new AbortController();
    this.running = abort;
    let found;
    try {
      found = { body: await this.ask(address, abort.signal), problem: null };
    } catch (error) {
      found = { body: null, problem: error instanceof Refused ? error.problem : { status: 0, detail: 'The connection broke.' } };
    }
    if (abort.signal.aborted) {
      return null;
    }
    this.running = null;
    return found;
  }

  /** Stops waiting for what is on its way. The page may ask for it again. */
  stop() {
    this.running?.abort();
    this.running = null;
    this.pagingAt = 0;
  }

  /** Stops waiting, until it is told to ask again. */
  cancel() {
    this.stop();
    if (this.slot !== null) {
      this.slot.cancelled = true;
    }
    this.changed();
  }

  /** Asks for the first page now. */
  askAgain() {
    this.stop();
    if (this.slot !== null) {
      Object.assign(this.slot, { problem: null, cancelled: false, changedAt: Date.now() });
      void this.run(this.slot);
    }
    this.changed();
  }

  retry() { this.askAgain(); }

  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    this.tick();
  }
}
