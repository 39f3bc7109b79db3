// Asks a running Clickmill through SendGrid's own client; see CONTRIBUTING.md. Prints a line a check, exits 1 if one fails.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The package is looked for in the working directory, so that the repository needs none.
const require = createRequire(join(process.cwd(), 'any.js'));
const { Client } = require('@sendgrid/client');

const server = env('CLICKMILL_URL');
const keys = {
  all: env('CLICKMILL_KEY'), // every scope, no limit: that of `clickmill up`
  noScope: env('CLICKMILL_KEY_NO_SCOPE'), // without stats.read
  limited: env('CLICKMILL_KEY_LIMITED'), // --rate-limit 1
};
console.warn = () => {}; // The client warns that keys do not begin with SG.
const run = randomUUID();
const automation = `/v3/marketing/stats/automations/${run}/links`;
const singleSend = `/v3/marketing/stats/singlesends/${run}/links`;
const url = (i) => `https://shop.test/${i}?name={{first_name}}`;
/** Of each step seven links; the link of place i has i + 1 clicks in the first step and one in the second. */
const clicks = ['step-1', 'step-2'].flatMap((step, s) => [0, 1, 2, 3, 4, 5, 6].flatMap((i) =>
  Array.from({ length: s === 0 ? i + 1 : 1 }, (_, n) => ({
    event_id: `${run}-${step}-${i}-${n}`,
    timestamp: new Date(Date.now() - 60_000).toISOString(),
    campaign_id: run,
    step_id: step,
    url_location: i,
    url: url(i),
    user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    ip: '192.0.2.1',
  }))));
const places = [0, 1, 2, 3, 4, 5, 6];
const rows = (step, count) => places.map((i) => ({ url: url(i), url_location: i, step_id: step, clicks: count(i) }));
let failed = 0;

await check('clicks are sent', async () => {
  const answer = await fetch(`${server}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${keys.all}` },
    body: clicks.map((click) => JSON.stringify(click)).join('\n'),
  });
  equal(answer.status, 202);
});
await check('links are listed', async () => {
  const links = await eventually(() => found(automation), (list) => list?.total_clicks === clicks.length);
  equal(links.results, rows('all', (i) => i + 2));
  equal(links._metadata, { self: server + automation, count: 7 });
});
await check('links of a Single Send', async () => {
  for (const group_by of [undefined, 'ab_phase', ['ab_phase', 'ab_variation']]) {
    const links = await get(singleSend, { group_by });
    equal(links.total_clicks, clicks.length);
    equal(links.results.map((row) => [row.ab_variation, row.ab_phase, row.clicks]), places.map((i) => ['all', 'all', i + 2]));
  }
});
await check('links by step, in each form of the list', async () => {
  for (const group_by of ['step_id', ['step_id']]) {
    equal((await get(automation, { group_by })).results, [...rows('step-1', (i) => i + 1), ...rows('step-2', () => 1)]);
  }
});
await check('links of some steps, in each form of the list', async () => {
  for (const [step_ids, expected] of [
    ['step-2', 7], [['step-2'], 7], ['step-1,step-2', 35], [['step-1', 'step-2'], 35], ['none', 0],
  ]) {
    equal([step_ids, (await get(automation, { step_ids })).total_clicks], [step_ids, expected]);
  }
  equal((await get(automation, { group_by: ['step_id'], step_ids: ['step-2'] })).results, rows('step-2', () => 1));
});
for (const size of [1, 2, 5, 14, 100]) {
  await check(`pages of ${size} rows, forth and back`, async () => {
    const forth = await follow(await get(automation, { group_by: ['step_id'], page_size: size }), 'next');
    equal(forth.length, Math.ceil(14 / size));
    equal(forth.flatMap((page) => page.results), [...rows('step-1', (i) => i + 1), ...rows('step-2', () => 1)]);
    equal(forth.map((page) => page._metadata.count), forth.map(() => 14));
    const back = await follow(forth.at(-1), 'prev');
    equal(back.reverse().map((page) => page.results), forth.map((page) => page.results));
  });
}
await check('every response tells the limit of a limited key', async () => {
  const [response] = await client(keys.limited).request({ url: automation });
  equal([response.statusCode, response.headers['x-ratelimit-limit'], response.headers['x-ratelimit-remaining']], [200, '1', '0']);
});
for (const [field, value] of [
  ['page_size', 0], ['page_size', 101], ['page_size', 'x'], ['page_token', 'none'], ['group_by', 'url'],
  ['group_by', ['step_id', 'step_id']], ['step_ids', 'a,a'], ['step_ids', ['']],
]) {
  await check(`400 of ${field}=${value}`, () => raises(400, field, () => get(automation, { [field]: value })));
}
for (const field of ['ab_variation_id', 'ab_phase_id']) {
  await check(`400 of ${field}`, () => raises(400, field, () => get(singleSend, { [field]: 'send' })));
}
await check('401', () => raises(401, null, () => client('cm_unknown').request({ url: automation })));
await check('403', () => raises(403, null, () => client(keys.noScope).request({ url: automation })));
await check('404', () => raises(404, null, () => get('/v3/marketing/stats/automations/none/links')));
await check('404 where there is no data', () => raises(404, null, () => get('/v3/marketing/stats/automations')));
await check('406', () => raises(406, null,
  () => client(keys.all).request({ url: automation, headers: { Accept: 'text/html' } })));
await check('429', () => raises(429, null, async () => {
  await client(keys.limited).request({ url: automation });
  await client(keys.limited).request({ url: automation });
}));
console.log(failed === 0 ? 'all checks passed' : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function env(name) {
  if (!process.env[name]) {
    console.error(`${name}: missing`);
    process.exit(2);
  }
  return process.env[name];
}

function client(key) {
  const made = new Client();
  made.setApiKey(key);
  made.setDefaultRequest('baseUrl', server);
  return made;
}

async function get(path, qs) {
  const [, body] = await client(keys.all).request({ method: 'GET', url: path, qs });
  return body;
}

/** The answer, or null for a 404. */
async function found(path) {
  try {
    return await get(path);
  } catch (error) {
    if (error.code === 404) {
      return null;
    }
    throw error;
  }
}

/** The page and all that follow it, by the addresses that it names. */
async function follow(first, direction) {
  const pages = [first];
  for (let page = first; page._metadata[direction]; ) {
    const address = page._metadata[direction];
    page = await get(address);
    equal(page._metadata.self, address);
    pages.push(page);
  }
  return pages;
}

async function check(name, body) {
  try {
    await body();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: ${error.name}: ${error.message} ${JSON.stringify(error.response?.body ?? '')}`);
  }
}

/** Compares as JSON, members of objects in any order. */
function equal(actual, expected) {
  const [left, right] = [sorted(actual), sorted(expected)].map((value) => JSON.stringify(value));
  if (left !== right) {
    throw new Error(`${left} (expected: ${right})`);
  }
}

function sorted(value) {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
    : value;
}

async function raises(code, field, body) {
  try {
    await body();
  } catch (error) {
    const [first] = error.response?.body?.errors ?? [];
    equal([error.code, first?.field, Boolean(first?.message)], [code, field, true]);
    return;
  }
  throw new Error(`no error (expected: ${code})`);
}

/** Asks until the answer is as expected, for up to 20 s: events take about a second from the stream to the log. */
async function eventually(ask, isExpected) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (isExpected(answer) || Date.now() > deadline) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
