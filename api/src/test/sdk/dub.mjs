// Asks a running Clickmill through Dub's own SDK; see CONTRIBUTING.md. Prints a line a check, exits 1 if one fails.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The package is looked for in the working directory, so that the repository needs none.
const require = createRequire(join(process.cwd(), 'any.js'));
const { Dub } = require('dub');
const errors = require('dub/models/errors');

const server = env('CLICKMILL_URL');
const keys = {
  all: env('CLICKMILL_KEY'), // every scope, the highest plan, no limit: that of `clickmill up`
  noScope: env('CLICKMILL_KEY_NO_SCOPE'), // without analytics.read
  limited: env('CLICKMILL_KEY_LIMITED'), // --rate-limit 1
};
const dub = client(keys.all);
const run = randomUUID().slice(0, 8);
const domain = `${run}.sdk.test`;
const customer = `customer-${run}`;
const today = { interval: '24h', domain };
const clicks = ['US', 'GB', 'GB', 'DE', 'IN'].map((country, i) => ({
  event_id: `${run}-${i}`,
  timestamp: new Date(Date.now() - (10 - i) * 60_000).toISOString(),
  link_id: `link-${run}`,
  domain,
  key: 'spring',
  url: 'https://shop.test/spring?utm_source=mail&utm_medium=email&utm_campaign=c&utm_term=t&utm_content=x',
  tag_ids: [`tag-${run}`],
  folder_id: `folder-${run}`,
  country,
  region: `${country}-1`,
  city: `City of ${country}`,
  continent: { US: 'NA', IN: 'AS' }[country] ?? 'EU',
  ip: `192.0.2.${i}`,
  user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  referer: 'https://news.test/today?x=1',
  trigger: i === 0 ? 'qr' : 'link',
}));
/** What the SDK can read; it has no types for the other groups (see docs/dialects/dub.md). */
const shapes = ['count', 'timeseries', 'continents', 'regions', 'countries', 'cities', 'devices', 'browsers', 'os',
  'trigger', 'triggers', 'referers', 'referer_urls', 'top_links', 'top_urls', 'top_base_urls', 'top_partner_tags'];
const others = ['utm_sources', 'utm_mediums', 'utm_campaigns', 'utm_terms', 'utm_contents', 'top_folders',
  'top_domains', 'top_partners', 'top_groups', 'top_link_tags'];
let failed = 0;

await check('clicks are sent', async () => {
  const answer = await fetch(`${server}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${keys.all}` },
    body: clicks.map((click) => JSON.stringify(click)).join('\n'),
  });
  equal(answer.status, 202);
});
await check('clicks are listed', async () => {
  const listed = await eventually(() => dub.events.list(today), (events) => events.length === clicks.length);
  equal(listed.map((e) => e.clickId), clicks.map((c) => c.event_id).reverse());
  equal(listed[0].link.workspaceId.startsWith('ws_'), true);
  equal(listed[0].link.shortLink, `https://${domain}/spring`);
});
await check('pages follow each other', async () => {
  const pages = [];
  for (let page = 1; page <= 4; page++) {
    pages.push((await dub.events.list({ ...today, limit: 2, page, sortOrder: 'asc' })).map((e) => e.clickId));
  }
  equal(pages.map((page) => page.length), [2, 2, 1, 0]);
  equal(pages.flat(), clicks.map((c) => c.event_id));
});
await check('filters of clicks', async () => {
  const first = clicks[0].event_id;
  for (const [filter, expected] of [
    [{ country: 'US' }, 1], [{ country: 'US,GB' }, 3], [{ country: '-US,GB' }, 2], [{ region: 'GB-1' }, 2],
    [{ city: 'City of DE' }, 1], [{ continent: 'EU' }, 3], [{ device: 'Desktop' }, 5], [{ browser: '-Chrome' }, 0],
    [{ os: 'Windows' }, 5], [{ trigger: 'qr' }, 1], [{ qr: true }, 1], [{ referer: 'news.test' }, 5],
    [{ refererUrl: 'https://news.test/today' }, 5], [{ url: 'https://shop.test/spring' }, 5],
    [{ utmSource: 'mail' }, 5], [{ utmMedium: '-email' }, 0], [{ utmCampaign: 'c' }, 5], [{ utmTerm: 't' }, 5],
    [{ utmContent: 'y' }, 0], [{ linkId: `link-${run}` }, 5], [{ tagId: `tag-${run}` }, 5], [{ key: 'spring' }, 5],
    [{ folderId: `folder-${run}` }, 5], [{ groupId: 'none' }, 0], [{ partnerId: 'none' }, 0], [{ tenantId: 'none' }, 0],
    [{ root: true }, 0], [{ root: false }, 5], [{ start: new Date(Date.now() - 3_600_000).toISOString() }, 5],
    [{ start: '2020-01-01', end: '2020-01-02' }, 0], [{ interval: 'all', timezone: 'America/New_York' }, 5],
  ]) {
    equal([filter, (await dub.analytics.retrieve({ ...today, ...filter })).clicks], [filter, expected]);
  }
  equal((await dub.events.list({ ...today, trigger: 'qr' })).map((e) => e.clickId), [first]);
  equal((await dub.events.list({ ...today, country: '-GB,DE,IN' })).map((e) => e.clickId), [first]);
});
await check('every interval', async () => {
  for (const interval of ['24h', '7d', '30d', '90d', '1y', 'mtd', 'qtd', 'ytd', 'all']) {
    await dub.events.list({ domain, interval });
    equal(Array.isArray(await dub.analytics.retrieve({ domain, interval, groupBy: 'timeseries' })), true);
  }
});
await check('a lead is tracked', async () => {
  const lead = {
    clickId: clicks[0].event_id, eventName: 'Sign up', customerExternalId: customer, customerName: 'Ann',
    customerEmail: 'ann@example.com', metadata: { plan: 'pro' },
  };
  const tracked = await dub.track.lead(lead);
  equal(tracked.click.id, clicks[0].event_id);
  equal(tracked.link.id, `link-${run}`);
  equal(tracked.customer.externalId, customer);
  equal((await dub.track.lead(lead)).link, null);
});
await check('a lead is listed', async () => {
  const [lead] = await eventually(() => dub.events.list({ ...today, event: 'leads' }), (events) => events.length === 1);
  equal([lead.eventName, lead.customer.name, lead.metadata.plan], ['Sign up', 'Ann', 'pro']);
  equal((await dub.events.list({ ...today, event: 'leads', query: "metadata['plan']:'pro'" })).length, 1);
  equal((await dub.events.list({ ...today, event: 'leads', query: "metadata['plan']:'free'" })).length, 0);
  equal((await dub.events.list({ ...today, event: 'clicks', customerId: lead.customer.id })).length, 1);
});
await check('a sale is tracked', async () => {
  const sale = { customerExternalId: customer, amount: 4900, paymentProcessor: 'stripe', invoiceId: `invoice-${run}` };
  const tracked = await dub.track.sale(sale);
  equal([tracked.sale.amount, tracked.sale.currency, tracked.customer.externalId], [4900, 'usd', customer]);
  equal(await dub.track.sale(sale), tracked);
  equal((await dub.track.sale({ customerExternalId: customer, amount: 0 })).sale, null);
});
await check('a sale is listed', async () => {
  const [sale] = await eventually(() => dub.events.list({ ...today, event: 'sales' }), (events) => events.length === 1);
  equal([sale.sale.amount, sale.sale.paymentProcessor, sale.sale.invoiceId], [4900, 'stripe', `invoice-${run}`]);
  equal((await dub.events.list({ ...today, event: 'sales', saleType: 'new' })).length, 1);
  equal((await dub.events.list({ ...today, event: 'sales', saleType: 'recurring' })).length, 0);
});
for (const groupBy of shapes) {
  await check(`analytics by ${groupBy}`, async () => {
    for (const event of ['clicks', 'leads', 'sales', 'composite']) {
      const answer = await dub.analytics.retrieve({ ...today, event, groupBy });
      if (groupBy === 'top_partner_tags') {
        equal(answer, []);
      } else {
        const rows = groupBy === 'count' ? [answer] : answer;
        const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
        const asked = (name, n) => (event === name || event === 'composite' ? n : 0);
        equal([sum('clicks'), sum('leads'), sum('sales'), sum('saleAmount')],
          [asked('clicks', 5), asked('leads', 1), asked('sales', 1), asked('sales', 4900)]);
      }
    }
  });
}
for (const groupBy of others) {
  await check(`analytics by ${groupBy}, without the SDK`, async () => {
    const answer = await fetch(`${server}/analytics?interval=24h&domain=${domain}&groupBy=${groupBy}`, {
      headers: { Authorization: `Bearer ${keys.all}` },
    });
    equal(answer.status, 200);
    equal(Array.isArray(await answer.json()), true);
  });
}
await check('401 is Unauthorized', () => raises(errors.Unauthorized, () => client('cm_unknown').events.list()));
await check('403 is Forbidden', () => raises(errors.Forbidden, () => client(keys.noScope).events.list()));
await check('404 is NotFound', () => raises(errors.NotFound, () => dub.events.list({ externalId: 'ext_none' })));
await check('404 of a click is NotFound', () => raises(errors.NotFound,
  () => dub.track.lead({ clickId: 'none', eventName: 'x', customerExternalId: randomUUID() })));
await check('422 is UnprocessableEntity', () => raises(errors.UnprocessableEntity, () => dub.events.list({ limit: 1001 })));
await check('422 of a sale is UnprocessableEntity', () => raises(errors.UnprocessableEntity,
  () => dub.track.sale({ customerExternalId: customer, amount: 1, currency: 'eur' })));
await check('429 is RateLimitExceeded', async () => {
  const limited = client(keys.limited);
  await raises(errors.RateLimitExceeded, async () => {
    await limited.analytics.retrieve(today);
    await limited.analytics.retrieve(today);
  });
});
console.log(failed === 0 ? 'all checks passed' : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function env(name) {
  if (!process.env[name]) {
    console.error(`${name}: missing`);
    process.exit(2);
  }
  return process.env[name];
}

function client(token) {
  return new Dub({ serverURL: server, token });
}

async function check(name, body) {
  try {
    await body();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: ${error.name}: ${error.message} ${error.body ?? ''}`);
  }
}

function equal(actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) {
    throw new Error(`${left} (expected: ${right})`);
  }
}

async function raises(type, body) {
  try {
    await body();
  } catch (error) {
    if (error instanceof type) {
      return;
    }
    throw error;
  }
  throw new Error(`no error (expected: ${type.name})`);
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
