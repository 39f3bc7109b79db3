// The page: its state, what happens to it, and its frame.

import { render } from 'preact';
import { html } from './html.js';
import { base, batch, get, me, Refused, signOut } from './api.js';
import { Bar } from './bar.js';
import { Books } from './books.js';
import { Events } from './events.js';
import { Chips } from './filterbar.js';
import { clockTime, dateIn, duration, isZone, offsetAt, zoneName } from './format.js';
import { HeatMap } from './heatmap.js';
import { HelpDialog, onKey } from './keys.js';
import { ListDialog } from './list.js';
import { Live } from './live.js';
import { FirstRun, JobStands, NoneHere, NotSignedOut, Outage, ZoneRefused } from './notices.js';
import { PanelBox } from './panel.js';
import { beforeQuestion, common, comparedBy, countTheSame, currentAnswer, fixedState, hasHeat, heatQuestion, listQuestion, metricOf, panelsOf, questionKey, questionsOf, urlOf, watchQuestion } from './questions.js';
import { rangeOf, stepRange } from './ranges.js';
import { Refresher } from './refresh.js';
import { Series } from './series.js';
import { format, parse, VIEWS, withoutReasons } from './state.js';
import { Totals } from './totals.js';
import { MULTIPLE_FIELDS, withValue } from './filters.js';
import { Watch } from './watch.js';
import { WhyDialog } from './why.js';

/** @typedef {import('./state.js').State} State */

const DIM_AFTER = 300;
const TICK = 200;
const LISTEN = 1500;
const NEWEST = 5000;
const AFTER_FAILURE = 5000;
const TITLES = /** @type {Record<string, string>} */ ({ overview: 'Overview', live: 'Live', bots: 'Bots', books: 'Books', events: 'Events' });

/** What the browser keeps. @param {string} name @param {string} [value] */
function kept(name, value) {
  if (value !== undefined) localStorage.setItem(`clickmill.${name}`, value);
  return localStorage.getItem(`clickmill.${name}`);
}

class App {
  constructor() {
    /** @type {State} */
    this.state = this.read();
    /** @type {any} */
    this.session = null;
    /** @type {import('./api.js').Problem|null} */
    this.problem = null;
    this.ahead = 0;
    this.meeting = false;
    this.meetAt = 0;
    /** The zone that was chosen for a URL without one. @type {string|null} */
    this.guessed = null;
    /** @type {string|null} */
    this.zoneRefused = null;
    /** @type {import('./api.js').Problem|null} */
    this.notSignedOut = null;
    this.ui = { menu: /** @type {string|null} */ (null), why: /** @type {any} */ (null), event: /** @type {any} */ (null), table: false, help: false, heat: false, shortcuts: kept('shortcuts') !== 'off' };
    this.theme = kept('theme') ?? 'system';
    this.refresher = new Refresher(batch, () => this.answered());
    this.watch = new Watch(get, this.refresher.news, () => { this.replaceZone(); this.draw(); });
    this.live = new Live('v1/live', () => this.hear());
    this.drawn = false;
    /** @type {import('./refresh.js').Answer|null} */
    this.listed = null;
    this.day = '';
  }

  /** The state of the URL. Which time zones there are is the browser's knowledge. */
  read() {
    const state = parse(location.search);
    if (state.timezone === null) return state;
    const name = zoneName(state.timezone);
    if (name !== null) return { ...state, timezone: name };
    const wrong = { name: 'timezone', value: state.timezone, reason: 'Expected: a time zone that this browser knows, such as Europe/Berlin, UTC or %2B05:30.' };
    return { ...state, timezone: null, wrong: [...state.wrong, wrong] };
  }

  async start() {
    addEventListener('popstate', () => { this.state = this.read(); this.ui.event = null; this.complete(); this.ask(); });
    addEventListener('keydown', (event) => this.session && onKey(this, event));
    document.addEventListener('visibilitychange', () => { this.listen(); this.pause(); });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    setInterval(() => this.tick(), TICK);
    this.pause();
    await this.meet();
  }

  /** Nothing is asked for a page that nobody sees. */
  pause() {
    this.refresher.pause(document.hidden);
    this.watch.pause(document.hidden);
  }

  /** Hears of new clicks while the page is seen. A browser has few connections to a host, for all of its pages together. */
  listen() {
    this.live.want(this.session === null || document.hidden ? null : this.account);
    this.refresher.news.told = this.live.connected;
  }

  /** There are new clicks, or there may be. */
  hear() {
    this.refresher.news.told = this.live.connected;
    if (this.isEmpty || this.isNoneHere) this.meetAt = 0;
    this.refresher.hear();
    this.watch.tick();
  }

  /** Asks who is signed in, and from when to when there are clicks. */
  async meet() {
    this.meeting = true;
    try {
      this.session = await me();
      this.problem = null;
      this.ahead = Date.parse(this.session.now) - Date.now();
      this.complete();
      this.meetAt = Date.now() + (this.isEmpty ? LISTEN : NEWEST);
    } catch (error) {
      this.problem = error instanceof Refused ? error.problem : { status: 0, detail: String(error) };
      this.meetAt = Date.now() + Math.max(AFTER_FAILURE, (this.problem.retryAfter ?? 0) * 1000);
    }
    this.meeting = false;
    this.ask();
  }

  /** Whether it is to be asked again: there is no session yet, no click yet, or the newest click is named. */
  get hasToMeet() {
    return !this.meeting && Date.now() >= this.meetAt && (this.session === null || (!document.hidden && (this.isEmpty || this.isNoneHere)));
  }

  /** Whether the account has no clicks at all. */
  get isEmpty() { return this.session !== null && (this.details === null || this.details.first === null); }

  /** Whether the books are shown. They tell of an account without clicks too: what was sent may have been rejected. */
  get hasBooks() { return this.state.view === 'books' && this.account !== ''; }

  /** Whether the range has no clicks. */
  get isNoneHere() {
    const row = currentAnswer(this.slot('totals'))?.data[0];
    return row !== undefined && row.clicks === 0 && !(row.leads > 0 || row.sales > 0) && this.state.view !== 'bots';
  }

  /** Writes into the URL what would otherwise depend on the browser, so that a bookmark shows the same everywhere. */
  complete() {
    const { state } = this;
    if (state.timezone === null) {
      state.timezone = zoneName(kept('zone') ?? '') ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
      this.guessed = state.timezone;
      if (state.range === null && state.from === null && state.to === null && location.search === '') state.range = kept('range');
    }
    // Also where the URL writes a zone in another case than the API does.
    if (new URL(location.href).searchParams.get('timezone') !== state.timezone) history.replaceState(null, '', '?' + format(state));
  }

  get details() {
    const { accounts } = this.session;
    return accounts.find((/** @type {any} */ account) => account.id === this.state.account) ?? accounts[0] ?? null;
  }

  get account() { return this.state.account ?? this.details?.id ?? ''; }
  get currency() { return this.details?.currency ?? null; }
  get zone() { return this.state.timezone !== null && isZone(this.state.timezone) ? this.state.timezone : 'UTC'; }
  get mayReadEvents() { return this.session.scopes.some((/** @type {string} */ scope) => scope === '*' || scope === 'events:read'); }

  /** What asks for the view that is shown. */
  get asker() { return this.state.view === 'books' || this.state.view === 'events' ? this.watch : this.refresher; }

  get metric() { return metricOf(this.state); }
  get range() { return rangeOf(this.state.view === 'live' ? { range: '30m', from: null, to: null } : this.state, this.clock()); }
  get common() { return common(this.state, this.range, this.account, this.zone); }

  /** Hours of half-hour zones are not in the rollups of hours, which minutes make up for only some days. */
  get heatNeedsConsent() { return this.range.length > 8 * 86_400_000 && offsetAt(Date.now(), this.zone) % 3_600_000 !== 0; }

  clock() {
    const now = Date.now() + this.ahead;
    const first = this.details?.first ?? null;
    return { now, today: dateIn(now, this.zone), first: first === null ? null : dateIn(Date.parse(first), this.zone), offsetAt: (/** @type {number} */ instant) => offsetAt(instant, this.zone) };
  }

  /** Changes what is shown. Back undoes it, unless it replaces. @param {Partial<State>} change @param {{replace?: boolean}} [how] */
  go(change, { replace = false } = {}) {
    this.state = withoutReasons({ ...this.state, ...change });
    if (change.from || change.to) this.state.range = null;
    const url = '?' + format(this.state);
    if (url !== location.search) history[replace ? 'replaceState' : 'pushState'](null, '', url);
    if (change.range) kept('range', change.range);
    this.ask();
  }

  /** Changes what the URL does not say. @param {Partial<App['ui']>} change */
  set(change) {
    Object.assign(this.ui, change);
    if (change.heat) this.ask();
    this.draw();
  }

  /** @param {string} field @param {string} value @param {'keep'|'leave'|'add'} how */
  pick(field, value, how) {
    this.ui.event = null;
    this.go({ filters: withValue(this.state.filters, field, value, how), list: null });
  }

  /** @param {-1|1} direction */
  step(direction) {
    const next = this.state.view === 'live' ? null : stepRange(this.range, direction, this.clock());
    if (next !== null) this.go(next);
  }

  /** @param {string} view */
  view(view) { this.go({ view, list: null, interval: null }); }

  /** @param {string} id */
  preset(id) { this.go(id === '30m' ? { view: 'live', interval: null } : { range: id, from: null, to: null, interval: null, view: this.state.view === 'live' ? 'overview' : this.state.view }); }

  /** @param {string} timezone @returns {boolean} whether there is such a zone */
  setZone(timezone) {
    const name = zoneName(timezone);
    if (name === null) return false;
    kept('zone', name);
    this.guessed = null;
    this.zoneRefused = null;
    this.go({ timezone: name });
    return true;
  }

  setTheme() {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const order = ['system', dark ? 'light' : 'dark', dark ? 'dark' : 'light'];
    this.theme = order[(order.indexOf(this.theme) + 1) % 3];
    if (this.theme === 'system') {
      localStorage.removeItem('clickmill.theme');
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = /** @type {string} */ (kept('theme', this.theme));
    }
    this.draw();
  }

  /** @param {boolean} on */
  setShortcuts(on) {
    kept('shortcuts', on ? 'on' : 'off');
    this.set({ shortcuts: on });
  }

  /** The browser's zone may be newer than those of the server. Only a zone that nobody has asked for is replaced. */
  replaceZone() {
    const { state, guessed } = this;
    const isRefused = [...this.refresher.slots.values(), this.watch].some(({ problem }) => problem?.status === 400 && problem.parameter === 'timezone');
    if (!isRefused || guessed === null || state.timezone !== guessed || guessed === 'UTC') return;
    this.guessed = null;
    this.zoneRefused = guessed;
    localStorage.removeItem('clickmill.zone');
    this.go({ timezone: 'UTC' }, { replace: true });
  }

  async signOut() {
    try {
      await signOut();
    } catch (error) {
      this.notSignedOut = error instanceof Refused ? error.problem : { status: 0, detail: String(error) };
      this.draw();
    }
  }

  /** The ends of the range as they were counted, if they are known. @returns {{from: string, to: string}|null} */
  get ends() {
    const { slot } = this.watch;
    return (this.state.view === 'events' ? slot?.answer?.key === slot?.key && slot?.answer?.body.meta : currentAnswer(this.slot('totals'))?.meta) || null;
  }

  /** A link to what is shown now, which stays about this range and this comparison. */
  fixedLink() {
    return `${base}/?${format(fixedState(this.state, this.range, this.clock(), this.ends))}`;
  }

  /** Says what the screen needs to know. */
  ask() {
    if (this.session === null || (this.isEmpty && !this.hasBooks)) {
      this.refresher.clear();
      this.watch.want(null);
      this.draw();
      return;
    }
    const { state, range } = this;
    this.day = JSON.stringify(range.from);
    const questions = questionsOf(state, range);
    if (state.view === 'overview' && hasHeat(range) && (!this.heatNeedsConsent || this.ui.heat)) questions.push(heatQuestion());
    if (state.list !== null) questions.push(...this.listQuestions(state.list));
    this.refresher.want(this.common, questions, range.open);
    this.watch.want(watchQuestion(state, this.common, range.open, this.mayReadEvents));
    this.draw();
  }

  /** @param {import('./state.js').List} list */
  listQuestions(list) {
    const question = listQuestion(this.state, list);
    const answer = this.refresher.slots.get('list')?.answer;
    const shift = comparedBy(this.state, this.range);
    const { field } = list;
    // An event has many URL parameters, so their rows before cannot be asked alone. Nor can those of values that were filtered by another one.
    const isMixed = field === 'params' || (MULTIPLE_FIELDS.includes(field) && this.state.filters.some((filter) => filter.field === field));
    // Which rows there are says only an answer to this very question.
    if (!answer || shift === null || isMixed || answer.key !== questionKey(this.common, question.params) || answer.data.length === 0) return [question];
    return [question, beforeQuestion(this.state, question, shift, answer.data.map((row) => row[field]))];
  }

  answered() {
    const list = this.refresher.slots.get('list')?.answer ?? null;
    if (this.state.list !== null && list !== this.listed) {
      this.listed = list;
      this.ask();
    }
    this.replaceZone();
    this.draw();
  }

  tick() {
    this.listen();
    if (this.hasToMeet) void this.meet();
    if (this.session === null || (this.isEmpty && !this.hasBooks)) return;
    // The day or the minute that the range starts with may have changed.
    if (JSON.stringify(this.range.from) !== this.day) this.ask();
    this.refresher.tick();
    this.watch.tick();
    if ([...this.refresher.slots.values(), this.watch.slot].some((slot) => this.waits(slot) > 0) || this.watch.pagingAt > 0 || Date.now() % 1000 < TICK) this.draw();
  }

  /** @param {string} id */
  slot(id) { return this.refresher.slots.get(id); }

  /** The totals that an answer's rows are shares of: those of the same state of the data, else the newest of the same question. @param {import('./refresh.js').Answer|null|undefined} answer */
  totalsOf(answer) {
    const totals = this.slot('totals')?.answer;
    return answer?.beside.totals ?? (countTheSame(answer, totals) ? totals?.data[0] : undefined);
  }

  /** Milliseconds that a question has been waiting for its first answer. @param {import('./refresh.js').Slot|import('./watch.js').WatchSlot|null|undefined} slot */
  waits(slot) { return slot == null || slot.problem !== null || slot.cancelled || slot.answer?.key === slot.key ? 0 : Date.now() - slot.changedAt; }

  /** Whether numbers are shown that answer an earlier question. @param {import('./refresh.js').Slot|import('./watch.js').WatchSlot|null|undefined} slot */
  isDim(slot) { return slot?.answer != null && slot.answer.key !== slot.key && (slot.problem !== null || slot.cancelled || this.waits(slot) > DIM_AFTER); }

  /** @param {number} at by the browser's clock */
  timeOf(at) { return clockTime(at + this.ahead, this.zone); }

  draw() {
    if (this.drawn) return;
    this.drawn = true;
    requestAnimationFrame(() => {
      this.drawn = false;
      document.title = this.session === null ? 'Clickmill' : `${TITLES[this.state.view]} – ${this.account} – Clickmill`;
      render(html`<${Page} app=${this} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
    });
  }
}

/** @param {{app: App}} props */
function Page({ app }) {
  const { session, problem } = app;
  if (session === null) {
    return html`<main class="alone">${problem === null ? html`<p class="muted">One moment …</p>` : html`<p class="error" role="alert">${problem.detail}</p>`}</main>`;
  }
  const { state } = app;
  const { isEmpty } = app;
  return html`<a class="skip" href="#main">Skip to the numbers</a>
    <${Header} app=${app} />
    <main id="main" tabindex="-1">
      <h1 class="hidden">${TITLES[state.view]} of account ${app.account}</h1>
      <${NotSignedOut} app=${app} />
      ${app.hasBooks ? html`<${Books} app=${app} /><${Foot} app=${app} />` : isEmpty ? html`<${FirstRun} app=${app} />` : html`
        <div class="sticky"><${Bar} app=${app} /><${Chips} app=${app} /></div>
        <${ZoneRefused} app=${app} />
        ${state.view === 'events' ? html`<${Events} app=${app} />` : html`<${Numbers} app=${app} />`}
        <${Foot} app=${app} />`}
    </main>
    ${state.list !== null && !isEmpty && html`<${ListDialog} app=${app} key=${state.list.field} />`}
    ${app.ui.why && html`<${WhyDialog} app=${app} />`}
    ${app.ui.help && html`<${HelpDialog} app=${app} />`}`;
}

/** What is counted: totals, the chart and the panels. @param {{app: App}} props */
function Numbers({ app }) {
  const { view } = app.state;
  return html`<${Outage} app=${app} />
    <${JobStands} app=${app} />
    <${NoneHere} app=${app} />
    <${Totals} app=${app} />
    <${Series} app=${app} />
    <div class="panels">
      ${panelsOf(view).map((panel) => html`<${PanelBox} key=${panel.id} app=${app} panel=${panel} />`)}
      ${view === 'overview' && html`<${HeatMap} app=${app} />`}
    </div>`;
}

/** @param {{app: App}} props */
function Header({ app }) {
  const { session, state } = app;
  const link = (/** @type {string} */ view) => {
    const to = withoutReasons({ ...state, view, list: null, interval: null });
    const onClick = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      app.view(view);
    };
    return html`<a href=${'?' + format(to)} aria-current=${state.view === view ? 'page' : undefined} onClick=${onClick}>${TITLES[view]}</a>`;
  };
  return html`<header class="top">
    <span class="brand">Clickmill</span>
    ${session.accounts.length > 1
      ? html`<label><span class="hidden">Account</span><select onChange=${(/** @type {any} */ event) => app.go({ account: event.target.value, filters: [], list: null })}>
          ${session.accounts.map((/** @type {any} */ { id }) => html`<option value=${id} selected=${id === app.account}>${id}</option>`)}</select></label>`
      : html`<span class="account">${app.account}</span>`}
    <nav aria-label="Views">${VIEWS.map(link)}</nav>
    <span class="space"></span>
    <${LiveState} app=${app} />
    <button type="button" class="button icon" aria-label="Theme: ${app.theme}" title="Theme: ${app.theme}" onClick=${() => app.setTheme()}>${{ system: '◐', light: '☀', dark: '☾' }[app.theme]}</button>
    <button type="button" class="button icon help" aria-label="Keyboard and mouse" title="Keyboard and mouse (?)" onClick=${() => app.set({ help: true })}>?</button>
    <button type="button" class="button" onClick=${() => app.signOut()}>Sign out</button>
  </header>`;
}

/** @param {{app: App}} props */
function LiveState({ app }) {
  const { asker } = app;
  const { problem } = asker;
  if (asker === app.watch ? asker.slot === null : app.isEmpty) return null;
  if (problem !== null) {
    return html`<span class="live" data-state="error"><span class="dot" aria-hidden="true"></span>${asker.lastAt > 0 && html`<span class="extra">numbers of ${app.timeOf(asker.lastAt)}</span>`}
      <button type="button" class="text" onClick=${() => asker.retry()}>Retry</button></span>`;
  }
  const open = asker.open;
  return html`<span class="live" data-state=${open ? 'on' : 'off'} title=${liveTitle(app)}>
    <span class="dot" aria-hidden="true"></span>${asker.paused ? 'paused' : open ? html`${app.live.connected ? 'live' : 'polling'}${asker.latency > 0 && html` <span class="extra">${duration(asker.latency)}</span>`}` : html`closed<span class="extra"> range</span>`}</span>`;
}

/** What the word beside the dot means. @param {App} app */
function liveTitle({ asker, live, watch }) {
  if (!asker.open) {
    return asker === watch ? 'The range is over.' : 'The range is over. It is asked again each minute, as late clicks may still arrive.';
  }
  const how = live.connected ? 'What is new is shown as it arrives' : `Asked again ${asker === watch ? 'every two seconds' : 'each second'}`;
  return `${how}; the last answer took this long.`;
}

/** @param {{app: App}} props */
function Foot({ app }) {
  const answer = app.slot('totals')?.answer;
  return html`<footer class="foot">
    ${answer?.meta.progress && html`<span>Complete until <span class="digits">${clockTime(Date.parse(answer.meta.progress), app.zone)}</span>; later clicks are counted as they arrive.</span>`}
    <span>Times are of ${app.zone.replaceAll('_', ' ')}.</span>
    ${answer && html`<a href=${urlOf(base, app.common)}>This range in the API</a>`}
    <a href="docs/">API</a>
    <span>Clickmill ${app.session.version}</span>
  </footer>`;
}

void new App().start();
