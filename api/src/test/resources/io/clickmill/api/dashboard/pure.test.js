// Tests of the modules that need no page.

import { assert, test } from './check.js';
import { dueAt, isUnwanted, watchDueAt } from './due.js';
import { isWebAddress, membersOf, MOST_ROWS, pageUrl, withOlder } from './event-data.js';
import { FIELDS, filterText, parseFilter, withValue } from './filters.js';
import { age, change, listTime, localParts, offsetAt, valueName, money, share, zoneName } from './format.js';
import { balanceInWords, compareRows, parsePlan, planInWords } from './plan.js';
import { beforeQuestion, common, comparedBy, comparison, countTheSame, curlOf, currentAnswer, eventKind, eventsFile, fixedState, groupOf, intervalOf, isFast, listQuestion, metricOf, questionKey, questionsOf, rowsBefore, standsSince, urlOf, watchQuestion } from './questions.js';
import { addMonths, dateAt, datesLabel, defaultInterval, isTime, localInstant, PRESETS, rangeOf, shiftOf, stepRange } from './ranges.js';
import { format, initial, parse, withoutReasons } from './state.js';
import { sqlOf } from './sql.js';
import { heatOf, lines, stepsOf } from './series-data.js';

const clock = { now: Date.parse('2026-11-30T18:00:00.123Z'), today: '2026-11-30', first: '2026-10-15' };
const ODD = ['', '-', '--', ',', '\\', '\\,', '-,\\', 'a,b', '-neg', 'a-b', 'Washington, D.C.', 'Zürich', '日本', '🙂', 'a&b=c', '100%', '+', ' ', 'a b', '#', '\u001f', '"', "'", '\n', 'null', '__proto__'];

test('filter texts of odd values read back as the same filter', () => {
  for (const exclude of [false, true]) {
    for (const a of ODD) {
      assert.deepEqual(parseFilter('city', filterText({ field: 'city', exclude, values: [a] })), { field: 'city', exclude, values: [a] });
      for (const b of ODD) assert.deepEqual(parseFilter('city', filterText({ field: 'city', exclude, values: [a, b] })).values, [a, b]);
    }
  }
});

test('filter texts are those of the API', () => {
  assert.deepEqual(parseFilter('country', '-GB,FR'), { field: 'country', exclude: true, values: ['GB', 'FR'] });
  assert.deepEqual(parseFilter('city', 'Washington\\, D.C.').values, ['Washington, D.C.']);
  assert.deepEqual(parseFilter('city', '\\-neg'), { field: 'city', exclude: false, values: ['-neg'] });
  assert.deepEqual(parseFilter('country', '').values, ['']);
  assert.throws(() => parseFilter('city', 'a\\b'));
  assert.throws(() => parseFilter('city', 'a\\'));
});

test('states read back from their URL', () => {
  const states = [initial(), { ...initial(), account: 'a/ü', range: '7d', timezone: 'Asia/Kolkata', interval: 'day', metric: 'uniques', bots: 'only', compare: '-P14D', weekday: true, view: 'bots', panels: { where: 'city' }, list: { field: 'link', search: 'a,&', sort: '-clicks', page: 3 } },
    { ...initial(), from: '2026-11-22T00:00:00.001+01:00', to: '2026-11-23' },
    { ...initial(), view: 'bots', panels: { agent: 'bot_reason' }, list: { field: 'bot_reason', search: '', sort: null, page: 1 }, filters: [{ field: 'bot_reason', exclude: true, values: ['listed_robot'] }] },
    { ...initial(), view: 'books' }, { ...initial(), view: 'events', bots: 'include' }];
  ODD.forEach((a, i) => states.push({ ...initial(), filters: [{ field: FIELDS[i], exclude: i % 2 === 0, values: [a, ODD[ODD.length - 1 - i]] }] }));
  for (const state of states) assert.deepEqual(parse('?' + format(state)), state);
});

test('wrong parameters stay in the URL', () => {
  const state = parse('?foo=1&range=x&country=GB&country_=&country=FR&city=a%5Cb&page=0&view=nonsense&from=yesterday&compare=P&panel.where=x&constructor=1');
  assert.deepEqual(state.wrong.map(each => each.name), ['foo', 'range', 'country_', 'country', 'city', 'page', 'view', 'from', 'compare', 'panel.where', 'constructor']);
  assert.deepEqual(parse(format(state)).wrong.map(each => each.value).sort(), state.wrong.map(each => each.value).sort());
  assert.equal(parse('a=%ff').wrong.length, 1);
});

test('other names of fields are taken, but only one of them', () => {
  assert.deepEqual(parse('campaign_id=a').filters, [{ field: 'campaign', exclude: false, values: ['a'] }]);
  assert.equal(parse('campaign_id=a&campaign=b').wrong.length, 1);
});

test('clicks change filters', () => {
  const keep = withValue([], 'country', 'GB', 'keep');
  assert.deepEqual(keep, [{ field: 'country', exclude: false, values: ['GB'] }]);
  assert.deepEqual(withValue(keep, 'country', 'FR', 'add')[0].values, ['GB', 'FR']);
  assert.deepEqual(withValue(keep, 'country', 'GB', 'keep'), []);
  assert.deepEqual(withValue(keep, 'country', 'GB', 'leave'), [{ field: 'country', exclude: true, values: ['GB'] }]);
  assert.deepEqual(withValue(withValue([], 'country', '', 'leave'), 'country', 'X', 'leave')[0].values, ['', 'X']);
});

test('presets are local dates without an end, unless they are over', () => {
  const from = id => { const r = rangeOf({ range: id, from: null, to: null }, clock); return [r.from, r.to]; };
  assert.deepEqual(from('today'), ['2026-11-30', null]);
  assert.deepEqual(from('yesterday'), ['2026-11-29', '2026-11-30']);
  assert.deepEqual(from('7d'), ['2026-11-24', null]);
  assert.deepEqual(from('month'), ['2026-11-01', null]);
  assert.deepEqual(from('last-month'), ['2026-10-01', '2026-11-01']);
  assert.deepEqual(from('12m'), ['2025-12-01', null]);
  assert.deepEqual(from('all'), ['2026-10-15', null]);
  assert.deepEqual(from('24h'), [null, null]);
  assert.deepEqual(from('30m'), ['2026-11-30T17:31:00.000Z', null]);
});

test('steps go to the period before and back to the preset', () => {
  for (const { id } of PRESETS.filter(p => !['30m', '24h', 'all', '12m'].includes(p.id))) {
    const range = rangeOf({ range: id, from: null, to: null }, clock);
    const before = stepRange(range, -1, clock);
    const back = stepRange(rangeOf({ range: null, ...before }, clock), 1, clock);
    assert.deepEqual(back, { range: id, from: null, to: null }, id);
  }
  assert.deepEqual(stepRange(rangeOf({ range: 'last-month', from: null, to: null }, clock), -1, clock), { range: null, from: '2026-09-01', to: '2026-10-01' });
  assert.equal(stepRange(rangeOf({ range: 'today', from: null, to: null }, clock), 1, clock), null);
});

test('shifts are the calendar’s', () => {
  const shift = (state, compare = 'previous', weekday = false) => shiftOf(rangeOf({ range: null, from: null, to: null, ...state }, clock), compare, weekday);
  assert.equal(shift({ range: '7d' }), '-P7D');
  assert.equal(shift({ range: 'month' }), '-P1M');
  assert.equal(shift({ range: 'year' }), '-P12M');
  assert.equal(shift({}), '-PT86400S');
  assert.equal(shift({ range: '30d' }, 'previous', true), '-P35D');
  assert.equal(shift({ range: '7d' }, 'year', true), '-P364D');
  assert.equal(shift({ range: '7d' }, '-P14D'), '-P14D');
  assert.equal(shift({ from: '2026-11-29T00:00:00.000Z', to: '2026-11-29T00:00:00.001Z' }), '-PT0.001S');
});

test('local times get the offset of their zone, also where the clocks change', () => {
  const at = (local, zone) => localInstant(local, instant => offsetAt(instant, zone));
  assert.equal(at('2026-03-29T01:59:59.999', 'Europe/Berlin'), '2026-03-29T01:59:59.999+01:00');
  assert.equal(at('2026-03-29T02:30:00.000', 'Europe/Berlin'), '2026-03-29T03:30:00.000+02:00');
  assert.equal(at('2026-10-25T02:30:00.000', 'Europe/Berlin'), '2026-10-25T02:30:00.000+02:00');
  assert.equal(at('2026-10-25T03:00:00.000', 'Europe/Berlin'), '2026-10-25T03:00:00.000+01:00');
  assert.equal(at('2026-11-01T12:00:00.000', 'Asia/Kolkata'), '2026-11-01T12:00:00.000+05:30');
  assert.equal(at('2026-11-01T12:00:00.000', 'America/St_Johns'), '2026-11-01T12:00:00.000-03:30');
});

test('times, months and labels', () => {
  for (const text of ['2026-11-30', '2026-11-30T10:00Z', '2026-11-30T10:00:00.123+05:30']) assert.ok(isTime(text), text);
  for (const text of ['2026-02-30', '2026-11-30T10:00', 'now', '', '2026-1-1']) assert.ok(!isTime(text), text);
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28');
  assert.equal(addMonths('2026-01-31', -11), '2025-02-28');
  assert.equal(datesLabel('2026-11-22', '2026-11-29'), '22–29 Nov 2026');
  assert.equal(datesLabel('2026-10-01', '2026-10-31'), 'Oct 2026');
  assert.equal(datesLabel('2026-01-01', '2026-12-31'), '2026');
  assert.equal(datesLabel('2025-12-31', '2026-01-01'), '31 Dec 2025 – 1 Jan 2026');
  assert.equal(defaultInterval(rangeOf({ range: 'yesterday', from: null, to: null }, clock)), 'hour');
  assert.equal(defaultInterval(rangeOf({ range: '12m', from: null, to: null }, clock)), 'week');
});

test('changes are sure only if the bounds do not overlap', () => {
  const u = (value, off) => ({ uniques: { value, exact: off === 0, low: value - off, high: value + off } });
  assert.equal(change(u(1000, 50), u(950, 50), 'uniques').way, 'unsure');
  assert.equal(change(u(2000, 20), u(1000, 10), 'uniques').text, '100 ± 4%');
  assert.equal(change(u(2000, 20), u(0, 0), 'uniques').text, 'none before');
  assert.equal(change({ clicks: 5 }, { clicks: 0 }, 'clicks').way, 'new');
  assert.equal(change({ clicks: 0 }, { clicks: 0 }, 'clicks').way, 'same');
  assert.equal(change({ clicks: 3 }, { clicks: 4 }, 'clicks').text, '25.0%');
  assert.equal(share(1, 3), '33.3%');
  assert.equal(money(123456, 'usd'), '$1,234.56');
  assert.equal(valueName('region', 'GB-ENG'), 'ENG, United Kingdom');
  assert.equal(valueName('country', 'nonsense'), 'nonsense');
});

test('plans in words', () => {
  assert.deepEqual(planInWords('day=9 hour=14 minute=1 log=2; rollup_rows=62 log_rows=311 late_rows=3'), ['From rollups: 9 days, 14 hours, 1 minute (62 rows).', 'From the event log: 2 ranges (311 events).', 'Late events added: 3.']);
  assert.equal(parsePlan('log=1; x=2; seal_days=25 seal_rows=8123456').get('seal_rows'), 8123456);
  assert.ok(planInWords('day=0 hour=0 minute=0 log=0; rollup_rows=0 log_rows=0 late_rows=0; seal_days=25 seal_rows=8123456')[0].includes('8,123,456'));
});

test('a proof compares row by row', () => {
  const u = (value, low, high) => ({ value, exact: low === high, low, high });
  assert.ok(compareRows([{ country: 'GB', clicks: 1 }, { country: 'FR', clicks: 1 }], [{ country: 'FR', clicks: 1 }, { country: 'GB', clicks: 1 }]).equal);
  assert.ok(!compareRows([{ clicks: 1 }], [{ clicks: 2 }]).equal);
  assert.ok(!compareRows([{ clicks: 1 }], []).equal);
  assert.ok(compareRows([{ uniques: u(100, 95, 105) }], [{ uniques: u(98, 98, 98) }]).equal);
  assert.ok(!compareRows([{ uniques: u(100, 95, 105) }], [{ uniques: u(94, 94, 94) }]).equal);
});

test('a series before is joined by local time, also over a change of the clocks', () => {
  const rows = (from, hours, offset) => Array.from({ length: hours }, (_, i) => ({ start: new Date(Date.parse(from) + i * 36e5 + offset * 36e5).toISOString().slice(0, 19) + `+0${offset}:00`, clicks: i }));
  const now = { data: rows('2026-03-28T23:00:00Z', 2, 1).concat(rows('2026-03-29T01:00:00Z', 3, 2)), meta: { complete: { from: '2026-03-29T00:00:00+01:00', to: '2026-03-29T04:00:00+02:00' } } };
  const steps = stepsOf(now, { data: rows('2026-03-21T23:00:00Z', 6, 1) }, 'clicks', 'hour');
  assert.deepEqual(steps.map(step => step.before), [0, 1, 3, 4, 5]);
  assert.deepEqual(steps.map(step => step.complete), [true, true, true, false, false]);
  assert.deepEqual(lines(steps).dashed, [null, null, 0, 1, 2]);
  assert.equal(heatOf(now).cells[6][3].hours, 1);
  assert.equal(localParts('2026-11-20T15:00:00.5+05:30').millis, '500');
});

test('questions say the API’s words', () => {
  const state = { ...parse('range=7d&country=-DE,%5C-x'), panels: { where: 'map' } };
  const range = rangeOf(state, clock);
  assert.deepEqual(common(state, range, 'demo', 'UTC'), { account_id: 'demo', timezone: 'UTC', from: '2026-11-24', country: '-DE,-x' });
  assert.equal(intervalOf({ ...state, interval: 'month' }, range), 'hour');
  const questions = questionsOf(state, range);
  assert.equal(new Set(questions.map(q => q.id)).size, questions.length);
  assert.ok(questions.length <= 22);
  assert.ok(isFast(state, null, 'clicks') && isFast(state, 'country', 'uniques') && !isFast(state, 'city', 'clicks'));
  assert.ok(isFast(parse('link=a'), 'city', 'clicks') && !isFast(parse(''), 'link', 'uniques') && !isFast(parse('ip=1'), null, 'clicks'));
  assert.equal(urlOf('http://x', { from: '2026-11-24T00:00:00+01:00', city: "O'Hare" }), "http://x/v1/stats?from=2026-11-24T00:00:00%2B01:00&city=O'Hare");
  assert.ok(curlOf("http://x/?city=O'Hare").endsWith("city=O%27Hare'"));
});

/** What a slot of the screen holds. */
const slotOf = (asked, params, { answered = asked, at = 0, data = [], total = data.length, question = { id: 'x', tier: 'fast', params } } = {}) => ({
  question,
  key: questionKey(asked, question.params),
  problem: null,
  answer: { common: answered, params, key: questionKey(answered, params), at, data, meta: { from: '2026-11-30T00:00:00Z', to: '2026-11-30T14:00:00Z', total } },
});

test('only answers to what is asked now are compared', () => {
  const today = { from: '2026-11-30' };
  const month = { from: '2026-11-01' };
  const now = slotOf(today, {}, { at: 1_000_000 });
  const before = slotOf(today, { shift: '-P1D' }, { at: 999_000 });
  assert.equal(comparison(now, before, true), before.answer);
  assert.equal(comparison(now, slotOf(today, { shift: '-P1D' }, { answered: month }), false), null);
  assert.equal(comparison(slotOf(today, {}, { answered: month }), before, false), null);
  assert.equal(comparison(now, undefined, false), null);
  assert.equal(currentAnswer({ ...now, answer: null }), null);
  // Half a day is compared with what was asked up to seven minutes ago, but what is over may be compared for ever.
  assert.equal(comparison(now, slotOf(today, { shift: '-P1D' }, { at: 400_000 }), true), null);
  assert.ok(comparison(now, slotOf(today, { shift: '-P1D' }, { at: 400_000 }), false) !== null);
  assert.ok(countTheSame(now.answer, slotOf(today, { limit: 1 }).answer));
  assert.ok(!countTheSame(now.answer, slotOf(today, { bots: 'only' }).answer) && !countTheSame(now.answer, slotOf(month, {}).answer) && !countTheSame(null, now.answer));
});

test('rows of a list are compared only with those that were asked about', () => {
  const shared = { from: '2026-11-30' };
  const question = beforeQuestion(parse(''), listQuestion(parse(''), { field: 'city', search: '', sort: null, page: 1 }), '-P1D', ['a,b', 'c']);
  const data = [{ city: 'a,b', clicks: 3 }];
  const before = rowsBefore(slotOf(shared, question.params, { data }), shared);
  assert.equal(before('a,b'), data[0]);
  assert.equal(before('c'), null);
  assert.equal(before('d'), undefined);
  const next = beforeQuestion(parse(''), listQuestion(parse(''), { field: 'city', search: '', sort: null, page: 2 }), '-P1D', ['c', 'd']);
  assert.equal(rowsBefore(slotOf(shared, question.params, { data, question: next }), shared)('d'), undefined);
  assert.equal(rowsBefore(slotOf(shared, question.params, { data, question: next }), shared)('c'), null);
  assert.equal(rowsBefore(slotOf(shared, question.params, { data, answered: { from: '2026-11-01' } }), shared)('a,b'), undefined);
  assert.equal(rowsBefore(slotOf(shared, question.params, { data, total: 101 }), shared)('c'), undefined);
});

test('bots have clicks and visitors, in lists too', () => {
  assert.equal(metricOf(parse('view=bots&metrics=sale_amount')), 'clicks');
  assert.equal(metricOf(parse('view=bots&metrics=uniques')), 'uniques');
  assert.equal(metricOf(parse('metrics=sale_amount')), 'sale_amount');
  const state = parse('view=bots&metrics=sales&list=ip');
  const question = listQuestion(state, state.list);
  assert.equal(question.params.metrics, 'clicks');
  assert.equal(beforeQuestion(state, question, '-P1D', ['']).params.metrics, 'clicks');
});

test('rows of URL parameters are named as filters on them', () => {
  assert.equal(groupOf({ params_name: 'a', params_value: 'b=c', clicks: 1 }, 'params'), 'a=b=c');
  assert.equal(groupOf({ city: 'x' }, 'city'), 'x');
});

test('all time and the live view are not compared', () => {
  const compared = (query) => comparedBy(parse(query), rangeOf(parse(query), clock));
  assert.equal(compared('range=all'), null);
  assert.equal(compared('view=live'), null);
  assert.equal(compared('range=7d'), '-P7D');
});

const berlin = { now: Date.parse('2026-11-30T13:00:00Z'), today: '2026-11-30', first: '2026-10-15', offsetAt: (instant) => offsetAt(instant, 'Europe/Berlin') };

test('links keep the range and the comparison', () => {
  const link = (query, ends) => { const state = parse(query); return format(fixedState(state, rangeOf(state, berlin), berlin, ends)); };
  const today = { from: '2026-11-30T00:00:00+01:00', to: '2026-11-30T14:00:00+01:00' };
  assert.equal(link('range=today', today), 'from=2026-11-30&to=2026-11-30T14:00:00%2B01:00&compare=-P1D');
  assert.equal(link('range=today&compare=none', today), 'from=2026-11-30&to=2026-11-30T14:00:00%2B01:00&compare=none');
  assert.equal(link('range=30d&weekday=1', { ...today, from: '2026-11-01T00:00:00+01:00' }), 'from=2026-11-01&to=2026-11-30T14:00:00%2B01:00&weekday=1');
  assert.equal(link('range=yesterday', { from: '2026-11-29T00:00:00+01:00', to: '2026-11-30T00:00:00+01:00' }), 'from=2026-11-29&to=2026-11-30');
  assert.equal(link('range=all', { ...today, from: '2026-10-15T00:00:00+02:00' }), 'from=2026-10-15&to=2026-11-30T14:00:00%2B01:00&compare=none');
  assert.equal(link('range=today', null), 'from=2026-11-30&to=2026-11-30T13:00:00.000Z&compare=-P1D');
});

test('instants at which dates begin are whole days, also where the clocks change', () => {
  assert.equal(dateAt('2026-03-29T00:00:00+01:00', berlin), '2026-03-29');
  assert.equal(dateAt('2026-03-29T22:00:00Z', berlin), '2026-03-30');
  assert.equal(dateAt('2026-03-30T00:00:00Z', berlin), null);
  const days = rangeOf({ range: null, from: '2026-03-28T00:00:00+01:00', to: '2026-03-30T00:00:00+02:00' }, berlin);
  assert.equal(shiftOf(days, 'previous', false), '-P2D');
  assert.deepEqual([days.fullFrom, days.fullTo, days.label], ['2026-03-28', '2026-03-30', '28–29 Mar 2026']);
  const mixed = rangeOf({ range: null, from: '2026-11-30', to: '2026-11-30T14:00:00+01:00' }, berlin);
  assert.equal(mixed.length, 14 * 3_600_000);
  assert.deepEqual(stepRange(mixed, -1, berlin), { range: null, from: '2026-11-29T09:00:00.000Z', to: '2026-11-29T23:00:00.000Z' });
});

test('zones are written as the API takes them', () => {
  assert.equal(zoneName('europe/berlin'), 'Europe/Berlin');
  assert.equal(zoneName('asia/kolkata'), 'Asia/Kolkata');
  assert.equal(zoneName('utc'), 'UTC');
  assert.equal(zoneName('Nowhere/Here'), null);
  assert.equal(zoneName(''), null);
});

test('a job stands if its progress is minutes old', () => {
  const answer = (/** @type {any} */ progress) => /** @type {any} */ ({ asOf: '2026-11-30T18:00:00.123Z', meta: { progress } });
  assert.equal(standsSince(answer('2026-11-30T17:59:10Z')), null);
  assert.equal(standsSince(answer('2026-11-30T17:57:59Z')), '2026-11-30T17:57:59Z');
  assert.equal(standsSince(answer(undefined)), null);
  assert.equal(standsSince(null), null);
});

test('questions are asked again when there are new clicks', () => {
  const answer = { key: 'k', at: 100_000, millis: 5, news: 3 };
  const slot = (change = {}) => ({ key: 'k', problem: null, failedAt: 0, answer, question: { tier: 'fast' }, ...change });
  const due = (slot, open, told, count) => dueAt(slot, open, { told, count });
  // Each click is asked for at once, but no sooner than ten times the duration of the answer, and then for everybody at once: each 8 s.
  assert.equal(due(slot(), true, true, 4), 100_050);
  assert.equal(due(slot({ answer: { ...answer, millis: 700 } }), true, true, 4), 104_000);
  assert.equal(due(slot({ question: { tier: 'panel' } }), true, true, 4), 104_000);
  // Nothing is new, but the range moves with the time.
  assert.equal(due(slot(), true, true, 3), 112_000);
  // Nobody tells.
  assert.equal(due(slot(), true, false, 3), 101_000);
  assert.equal(due(slot({ question: { tier: 'slow' } }), true, false, 3), 112_000);
  // A range that is over changes only by late clicks.
  assert.equal(due(slot(), false, true, 3), Infinity);
  assert.equal(due(slot(), false, true, 4), 128_000);
  assert.equal(due(slot(), false, false, 3), 128_000);
  // Another question, and none so far.
  assert.equal(due(slot({ key: 'other' }), false, true, 3), 0);
  assert.equal(due(slot({ answer: null }), false, true, 3), 0);
  // Failures are tried again, unless the question is wrong.
  const failed = (problem) => due(slot({ problem, failedAt: 200_000 }), true, true, 4);
  assert.equal(failed({ status: 503, retryAfter: 9 }), 209_000);
  assert.equal(failed({ status: 429 }), 205_000);
  assert.equal(failed({ status: 0 }), 205_000);
  assert.equal(failed({ status: 400 }), Infinity);
});

test('what was cancelled is asked again only if somebody wants it', () => {
  const slot = (change = {}) => ({ key: 'k', problem: null, failedAt: 0, answer: null, question: { tier: 'fast' }, cancelled: false, ...change });
  const news = { told: true, count: 1 };
  assert.equal(dueAt(slot(), true, news), 0);
  assert.equal(dueAt(slot({ cancelled: true }), true, news), Infinity);
  assert.equal(dueAt(slot({ cancelled: true, problem: { status: 503 } }), true, news), Infinity);
  assert.equal(watchDueAt({ ...slot({ cancelled: true }), view: 'books' }, true, news), Infinity);
});

test('a batch is aborted if nothing is wanted of what it has still to answer', () => {
  const slots = [{ key: 'a', cancelled: true }, { key: 'b', cancelled: false }];
  assert.ok(isUnwanted(['a'], slots));
  assert.ok(!isUnwanted(['a', 'b'], slots));
  assert.ok(isUnwanted(['of another screen'], slots));
  assert.ok(isUnwanted([], slots));
  // The same may be asked twice, for two parts of the screen.
  assert.ok(!isUnwanted(['a'], [...slots, { key: 'a', cancelled: false }]));
});

test('the books and new events are asked again', () => {
  const answer = { key: 'k', at: 100_000, millis: 5, news: 3, pages: 1 };
  const due = (view, { open = true, told = true, count = 3, change = {} } = {}) => watchDueAt({ view, key: 'k', problem: null, failedAt: 0, answer: { ...answer, ...change } }, open, { told, count });
  assert.equal(due('books'), 102_000);
  assert.equal(due('books', { count: 4 }), 100_500);
  assert.equal(due('books', { change: { millis: 900 } }), 109_000);
  assert.equal(due('events'), Infinity);
  assert.equal(due('events', { count: 4 }), 101_000);
  assert.equal(due('events', { told: false }), 102_000);
  assert.equal(due('events', { count: 4, open: false }), Infinity);
  assert.equal(due('events', { count: 4, change: { pages: 2 } }), Infinity);
  assert.equal(due('events', { change: { key: 'other' } }), 0);
  const failed = (status) => watchDueAt({ view: 'events', key: 'k', problem: { status }, failedAt: 200_000, answer }, true, { told: true, count: 3 });
  assert.equal(failed(503), 205_000);
  assert.equal(failed(403), Infinity);
});

test('books in words', () => {
  const balance = { received: 10, logged: 7, duplicates: 2, rejected: 1, exact: true };
  assert.ok(balanceInWords(balance).startsWith('Balanced'));
  assert.equal(balanceInWords({ ...balance, received: 1_000_010, exact: false }), 'Not balanced: 1,000,000 received records are not accounted for.');
  assert.equal(balanceInWords({ ...balance, received: 9, exact: false }), 'Not balanced: 1 record is accounted for beyond those received.');
  assert.deepEqual([-5, 59_999, 119_999, 120_000, 7_200_000, 172_800_000].map(age), ['0 s', '59 s', '119 s', '2 min', '2 h', '2 days']);
  const books = watchQuestion(parse('view=books&country=GB'), { account_id: 'a b', country: 'GB' }, false, false);
  assert.deepEqual(books, { view: 'books', group: 'books a b', address: 'v1/status?account_id=a%20b', open: true });
  assert.deepEqual(questionsOf(parse('view=books'), rangeOf(parse(''), clock)), []);
});

test('events are asked for with the range and the filters of the screen', () => {
  const asked = (query, may = true) => { const state = parse(query); const range = rangeOf(state, clock); return watchQuestion(state, common(state, range, 'demo', 'UTC'), range.open, may); };
  assert.equal(asked('view=events&range=7d&country=-DE&bots=only').address, 'v1/events?account_id=demo&timezone=UTC&from=2026-11-24&bots=only&country=-DE&event=click&limit=50');
  assert.ok(!asked('view=events&range=yesterday').open);
  assert.equal(asked('view=events', false), null);
  assert.equal(asked('view=bots'), null);
  assert.ok(asked('view=events').group !== asked('view=events&bots=only').group && asked('view=events').group !== asked('view=events&event=sale').group);
  assert.equal(asked('view=events').group, asked('view=events&country=GB').group);
  const kind = (query) => eventKind(parse(query));
  assert.deepEqual(['', 'event=lead', 'event=-lead', 'event=lead,sale', 'event=pageview', 'event=constructor'].map(kind), ['click', 'lead', 'click', 'click', 'click', 'click']);
  assert.equal(eventsFile(parse('event=sale'), { account_id: 'demo', event: 'sale' }), 'v1/events?account_id=demo&event=sale&limit=1000&format=ndjson');
  assert.equal(pageUrl('v1/events?limit=50', 'a+b='), 'v1/events?limit=50&page=a%2Bb%3D');
});

test('members of events are values of fields', () => {
  const event = { timestamp: '2026-11-30T11:59:59.874Z', campaign_id: 'spring', url_location: 0, bot: true, referer: 'https://x/y', referer_host: 'x', params: { a: 'b=c' }, tag_ids: ['t', 'u'], bot_reasons: ['listed_robot'], customer: { id: 'c', name: 'N' }, sale: { amount: 123456, currency: 'eur' }, metadata: { k: [1] } };
  const entries = membersOf(event).flatMap((member) => member.entries.map(({ field, value }) => [member.label, field, value]));
  assert.deepEqual(entries, [
    ['timestamp', null, '2026-11-30T11:59:59.874Z'], ['campaign', 'campaign', 'spring'], ['place in message', 'url_location', '0'], ['bot', null, 'true'],
    ['referring URL', 'referer_url', 'https://x/y'], ['referer', 'referer', 'x'], ['URL parameter', 'params', 'a=b=c'], ['tag', 'tag', 't'], ['tag', 'tag', 'u'],
    ['bot reason', 'bot_reason', 'listed_robot'], ['customer', 'customer_id', 'c'], ['customer name', null, 'N'], ['sale amount', null, '1,234.56'], ['sale currency', null, 'eur'], ['metadata', null, '{"k":[1]}'],
  ]);
  assert.ok(membersOf(event)[0].isTime);
  assert.deepEqual(['https://x/', 'HTTP://x', 'javascript:alert(1)', 'data:text/html,x', 'https://x y', ' https://x', '//x'].map(isWebAddress), [true, true, false, false, false, false, false]);
  assert.equal(listTime('2026-11-05T09:08:07+01:00'), '5 Nov 09:08:07.000');
});

test('older events are added, and of too many the newest are dropped', () => {
  const page = (from, length, next) => ({ data: Array.from({ length }, (_, i) => ({ event_id: String(from + i) })), meta: { from: 'f', to: `t${from}`, next } });
  const two = withOlder(page(0, 50, 'a'), page(50, 50, 'b'));
  assert.equal(two.data.length, 100);
  assert.deepEqual(two.meta, { from: 'f', to: 't0', next: 'b' });
  const many = withOlder(page(0, MOST_ROWS, 'a'), page(MOST_ROWS, 50, undefined));
  assert.deepEqual([many.data.length, many.data[0].event_id, many.meta.next], [MOST_ROWS, '50', undefined]);
});

test('people have no reasons', () => {
  const wrong = parse('bot_reason=listed_robot&country=GB&list=bot_reason');
  assert.deepEqual([wrong.filters.map((filter) => filter.field), wrong.list, wrong.wrong.map((each) => each.name)], [['country'], null, ['bot_reason', 'list']]);
  for (const query of ['view=bots', 'bots=only', 'bots=include&view=live']) assert.equal(parse(`${query}&bot_reason=-a,b`).filters.length, 1);
  const state = parse('view=bots&bot_reason=listed_robot&country=GB');
  assert.deepEqual(withoutReasons({ ...state, view: 'overview' }).filters.map((filter) => filter.field), ['country']);
  assert.deepEqual(withoutReasons({ ...state, view: 'events', bots: 'include' }).filters.length, 2);
  // What is asked about people must not have the filter.
  const ids = (query) => questionsOf(parse(query), rangeOf(parse(query), clock)).map((question) => question.id);
  assert.ok(ids('view=bots').includes('people') && ids('view=bots').includes('top:bot_reason:clicks'));
  assert.ok(!ids('view=bots&bot_reason=listed_robot').includes('people'));
  assert.ok(!ids('bots=include&bot_reason=listed_robot').includes('bots'));
  assert.equal(valueName('bot_reason', 'listed_robot'), 'On the list of robots');
  assert.equal(valueName('bot_reason', 'a_new_reason'), 'a_new_reason');
});

const day = { account_id: 'acme', timezone: 'Europe/Berlin', from: '2026-11-30T00:00:00+01:00', to: '2026-11-30T14:00:00.123+01:00' };

test('answers as SQL', () => {
  assert.equal(sqlOf({ ...day, metrics: 'clicks,uniques', group_by: 'link', limit: 9, include: 'link', country: '-DE,FR' }), [
    'SELECT link_id AS link,',
    "       count(*) FILTER (WHERE event = 'click') AS clicks,",
    "       count(DISTINCT visitor) FILTER (WHERE event = 'click') AS uniques",
    '  FROM click_event',
    " WHERE account_id = 'acme'",
    "   AND occurred_at >= timestamptz '2026-11-30T00:00:00+01:00'",
    "   AND occurred_at < timestamptz '2026-11-30T14:00:00.123+01:00'",
    '   AND NOT bot',
    "   AND event IN ('click')",
    "   AND country NOT IN ('DE', 'FR')",
    ' GROUP BY link_id',
    ' ORDER BY clicks DESC, link_id COLLATE "C"',
    ' LIMIT 9;'].join('\n'));
  const total = sqlOf({ ...day, metrics: 'clicks,uniques,leads,sales,sale_amount', bots: 'include' });
  assert.ok(total.includes("coalesce(sum(sale_amount) FILTER (WHERE event = 'sale'), 0) AS sale_amount") && !/bot|GROUP|ORDER|LIMIT|event IN/.test(total));
  assert.ok(sqlOf({ ...day, metrics: 'clicks', bots: 'only' }).includes('\n   AND bot;'));
  const list = sqlOf({ ...day, metrics: 'sale_amount,sales', group_by: 'url', sort: 'url', limit: 100, offset: 200, fill: 'zero' });
  assert.ok(list.includes('left(url, 512) AS url,') && list.includes("event IN ('sale')") && list.endsWith(' ORDER BY left(url, 512) COLLATE "C"\n LIMIT 100 OFFSET 200;'));
  const series = sqlOf({ ...day, metrics: 'clicks', interval: 'hour', fill: 'zero', limit: 10000 });
  assert.ok(series.startsWith('-- ') && series.includes("date_trunc('hour', occurred_at, 'Europe/Berlin') AS start") && series.includes(' GROUP BY start\n ORDER BY start\n'));
});

test('values in SQL stay values', () => {
  const condition = (value, exclude = false) => sqlOf({ ...day, metrics: 'clicks', city: filterText({ field: 'city', exclude, values: [value] }) }).split('\n   AND ').pop();
  assert.equal(condition(''), "city IN ('');");
  assert.equal(condition("O'Hare'); --"), "city IN ('O''Hare''); --');");
  assert.equal(condition('a\\b'), "city IN ('a\\b');");
  assert.equal(condition("\n\\'\u001f"), "city IN (E'\\u000a\\\\''\\u001f');");
  assert.equal(condition('-a,b', true), "city NOT IN ('-a,b');");
  assert.ok(sqlOf({ ...day, account_id: "a'b", metrics: 'clicks' }).includes("account_id = 'a''b'"));
  for (const value of ODD) assert.equal((condition(value).match(/'/g) ?? []).length % 2, 0);
});

test('what is more than a column has no SQL', () => {
  for (const field of ['params', 'tag', 'bot_reason', 'placement', 'placement_step', 'customer_id', 'sale_type', 'referer_domain', 'base_url', 'nonsense', 'country,city']) {
    assert.equal(sqlOf({ ...day, metrics: 'clicks', group_by: field }), null);
  }
  assert.equal(sqlOf({ ...day, metrics: 'clicks', tag: 'a' }), null);
  assert.equal(sqlOf({ ...day, metrics: 'clicks', group_by: 'city', search: 'a\\b' }), null);
  assert.equal(sqlOf({ ...day, metrics: 'clicks', having: 'clicks>1' }), null);
  assert.equal(sqlOf({ ...day, metrics: 'clicks', group_by: 'city', sort: 'uniques' }), null);
  assert.equal(sqlOf({ ...day, metrics: 'clicks', url: 'ü'.repeat(255) }), null);
  assert.ok(sqlOf({ ...day, metrics: 'clicks', url: 'ü'.repeat(254) }) !== null);
  assert.equal(sqlOf({ ...day, timezone: '+05:30', metrics: 'clicks', interval: 'hour' }), null);
  assert.ok(FIELDS.filter((field) => sqlOf({ ...day, metrics: 'clicks', group_by: field }) === null).length === 13);
});
