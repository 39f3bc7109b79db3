// Decides which questions of the screen are asked when, and keeps their last answers.

import { Refused } from './api.js';
import { dueAt, isUnwanted } from './due.js';
import { questionKey } from './questions.js';

/**
 * @typedef {import('./questions.js').Question} Question
 * @typedef {import('./questions.js').Parameters} Parameters
 * @typedef {import('./api.js').Problem} Problem
 *
 * @typedef {object} Answer
 * @property {Parameters} common
 * @property {Parameters} params
 * @property {string} key what was asked
 * @property {Record<string, any>[]} data
 * @property {any} meta
 * @property {string} plan
 * @property {number} millis that the server took
 * @property {string} asOf the time of the request, by the server's clock
 * @property {{totals: Record<string, any>|null}} beside the totals of the same state of the data, for shares of them
 * @property {number} at when it came, by the browser's clock
 * @property {number} news how often the server had told of new clicks when it was asked
 *
 * @typedef {object} Slot what is known of one question of the screen
 * @property {Question} question
 * @property {string} key
 * @property {Answer|null} answer may be of an earlier question with the same id
 * @property {Problem|null} problem of the last try
 * @property {number} failedAt
 * @property {number} changedAt when the question became this one, or was asked again after it was cancelled
 * @property {boolean} cancelled whether it is not asked by itself any more
 *
 * @typedef {object} Batch
 * @property {AbortController} abort
 * @property {Set<string>} keys that have no answer yet
 */

const BATCHES_AT_ONCE = 2;

export class Refresher {
  /**
   * @param {(common: Parameters, questions: Question[], onLine: (line: any) => void, signal: AbortSignal) => Promise<void>} ask
   * @param {() => void} changed is called after each line and each failure
   */
  constructor(ask, changed) {
    this.ask = ask;
    this.changed = changed;
    /** @type {Map<string, Slot>} */
    this.slots = new Map();
    /** @type {Parameters} */
    this.common = {};
    this.open = false;
    /** @type {Batch[]} */
    this.batches = [];
    this.paused = false;
    /** @type {import('./due.js').News} */
    this.news = { told: false, count: 0 };
    /** @type {Problem|null} */
    this.problem = null;
    /** @type {Problem|null} what made whole requests fail, until one succeeds */
    this.outage = null;
    this.latency = 0;
    this.lastAt = 0;
  }

  /**
   * Says what the screen consists of. Questions that are new or changed are asked at once, and batches of which nothing
   * is wanted any more are aborted.
   *
   * @param {Parameters} common
   * @param {Question[]} questions
   * @param {boolean} open whether the range reaches until now
   */
  want(common, questions, open) {
    if (common.account_id !== this.common.account_id) {
      this.clear();
    }
    const now = Date.now();
    const old = this.slots;
    this.slots = new Map();
    this.common = common;
    this.open = open;
    this.latency = questions.some((question) => question.tier === 'fast') ? this.latency : 0;
    for (const question of questions) {
      const key = questionKey(common, question.params);
      const before = old.get(question.id);
      const same = before?.key === key;
      this.slots.set(question.id, {
        question,
        key,
        // Numbers of people are not shown as those of bots, not even until the others come.
        answer: before?.question.params.bots === question.params.bots ? (before?.answer ?? null) : null,
        problem: same ? before.problem : null,
        failedAt: same ? before.failedAt : 0,
        changedAt: same ? before.changedAt : now,
        cancelled: same && before.cancelled,
      });
    }
    this.abortUnwanted();
    this.tick();
  }

  abortUnwanted() {
    this.batches.filter((batch) => isUnwanted(batch.keys, this.slots.values())).forEach((batch) => batch.abort.abort());
    this.batches = this.batches.filter((batch) => !batch.abort.signal.aborted);
  }

  /** Forgets all that is known, so that nothing is shown of another account. */
  clear() {
    this.batches.forEach((batch) => batch.abort.abort());
    this.batches = [];
    this.slots = new Map();
    this.problem = null;
    this.outage = null;
    this.latency = 0;
    this.lastAt = 0;
  }

  /** @param {Slot} slot @returns {number} when it is to be asked, in epoch milliseconds */
  due(slot) { return dueAt(slot, this.open, this.news); }

  /** There are new clicks, or there may be. */
  hear() {
    this.news.count++;
    this.tick();
  }

  /** Asks what is due. To be called often. */
  tick() {
    if (this.paused || this.batches.length >= BATCHES_AT_ONCE) {
      return;
    }
    const now = Date.now();
    const asked = new Set(this.batches.flatMap((batch) => [...batch.keys]));
    const free = [...this.slots.values()].filter((slot) => !asked.has(slot.key));
    const due = free.filter((slot) => this.due(slot) <= now);
    if (due.length === 0) {
      return;
    }
    // The totals and what is cheap come along, so that panels agree with the totals of the same state of the data.
    const cheap = free.filter((slot) => (slot.question.tier === 'fast' || slot.question.id === 'totals') && slot.problem === null && !slot.cancelled && !due.includes(slot));
    void this.run(due.some((slot) => slot.question.tier !== 'fast') ? [...cheap, ...due] : due);
  }

  /** @param {Slot[]} slots */
  async run(slots) {
    const { common, news: { count: news } } = this;
    const byId = new Map(slots.map((slot) => [slot.question.id, slot]));
    const batch = { abort: new AbortController(), keys: new Set(slots.map((slot) => slot.key)) };
    this.batches.push(batch);
    const begun = performance.now();
    const beside = { totals: null };
    let asOf = '';
    /** @param {any} line */
    const take = (line) => {
      if (batch.abort.signal.aborted) {
        return;
      }
      if (line.as_of !== undefined) {
        asOf = line.as_of;
        this.outage = null;
        return;
      }
      const asked = byId.get(line.id);
      if (asked === undefined) {
        return;
      }
      byId.delete(line.id);
      beside.totals = (line.id === 'totals' && line.data?.[0]) || beside.totals;
      batch.keys.delete(asked.key);
      if (asked.question.tier === 'fast') {
        this.latency = performance.now() - begun;
      }
      this.settle(asked, line.problem ?? null, { ...line, common, params: asked.question.params, key: asked.key, asOf, beside, news, at: Date.now() });
    };
    try {
      await this.ask(common, slots.map((slot) => slot.question), take, batch.abort.signal);
      byId.forEach((slot) => this.settle(slot, { status: 503, detail: 'The server did not answer this within its time.' }, null));
    } catch (error) {
      if (!batch.abort.signal.aborted) {
        const problem = error instanceof Refused ? error.problem : { status: 0, detail: 'The connection broke.' };
        this.outage = problem;
        byId.forEach((slot) => this.settle(slot, problem, null));
      }
    } finally {
      this.batches = this.batches.filter((other) => other !== batch);
    }
    this.tick();
  }

  /** @param {Slot} asked @param {Problem|null} problem @param {Answer|null} answer */
  settle(asked, problem, answer) {
    const slot = this.slots.get(asked.question.id);
    if (slot === undefined || slot.key !== asked.key || slot.cancelled) {
      return;
    }
    slot.problem = problem;
    this.problem = problem;
    if (problem === null) {
      slot.answer = answer;
      this.lastAt = Date.now();
    } else {
      slot.failedAt = Date.now();
    }
    this.changed();
  }

  /** Stops waiting for an answer. The server stops too if nothing else is wanted of the batch. @param {Slot} asked */
  cancel(asked) {
    const slot = this.slots.get(asked.question.id);
    if (slot?.key === asked.key) {
      slot.cancelled = true;
      this.abortUnwanted();
      this.changed();
    }
  }

  /** Asks what was cancelled. @param {Slot} asked */
  askAgain(asked) {
    const slot = this.slots.get(asked.question.id);
    if (slot !== undefined) {
      Object.assign(slot, { cancelled: false, changedAt: Date.now() });
      this.tick();
      this.changed();
    }
  }

  /** Asks what has failed again, now. */
  retry() {
    this.slots.forEach((slot) => (slot.problem = null));
    this.problem = null;
    this.outage = null;
    this.tick();
    this.changed();
  }

  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    this.tick();
  }
}
