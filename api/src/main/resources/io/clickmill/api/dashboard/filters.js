// Fields of events, and the filters on them as the parameters of /v1/stats write them.

/**
 * @typedef {object} Filter
 * @property {string} field word of the field in the API
 * @property {boolean} exclude whether the values are left out, and not the only ones kept
 * @property {string[]} values
 */

/** Each field: its word in the API, its name on the screen, and a plural for headings. */
const ROWS = [
  ['campaign', 'campaign', 'Campaigns'],
  ['link', 'link', 'Links'],
  ['source', 'source', 'Sources'],
  ['country', 'country', 'Countries'],
  ['region', 'region', 'Regions'],
  ['city', 'city', 'Cities'],
  ['continent', 'continent', 'Continents'],
  ['device', 'device', 'Devices'],
  ['browser', 'browser', 'Browsers'],
  ['browser_version', 'browser version', 'Versions'],
  ['os', 'system', 'Systems'],
  ['referer', 'referer', 'Referers'],
  ['referer_domain', 'referer domain', 'Referer domains'],
  ['trigger', 'way', 'Link or QR'],
  ['url', 'URL', 'URLs'],
  ['custom_link_title', 'link title', 'Link titles'],
  ['utm_source', 'UTM source', 'UTM sources'],
  ['utm_medium', 'UTM medium', 'UTM media'],
  ['utm_campaign', 'UTM campaign', 'UTM campaigns'],
  ['utm_term', 'UTM term', 'UTM terms'],
  ['utm_content', 'UTM content', 'UTM contents'],
  ['placement', 'placement', 'Placements'],
  ['placement_step', 'step of placement', 'Steps'],
  ['ordered_placement', 'ordered placement', 'Ordered placements'],
  ['ordered_placement_of_all_steps', 'placement of all steps', 'Placements of all steps'],
  ['ip', 'IP address', 'IP addresses'],
  ['subscriber_id', 'subscriber', 'Subscribers'],
  ['profile_id', 'profile', 'Profiles'],
  ['email_address', 'e-mail address', 'E-mail addresses'],
  ['referer_url', 'referring URL', 'Referring URLs'],
  ['user_agent', 'user agent', 'User agents'],
  ['event', 'event', 'Events'],
  ['event_name', 'event name', 'Event names'],
  ['click_id', 'click id', 'Click ids'],
  ['domain', 'domain', 'Domains'],
  ['key', 'short link key', 'Short link keys'],
  ['external_id', 'external id', 'External ids'],
  ['tenant_id', 'tenant', 'Tenants'],
  ['folder_id', 'folder', 'Folders'],
  ['group_id', 'group', 'Groups'],
  ['partner_id', 'partner', 'Partners'],
  ['step', 'campaign step', 'Campaign steps'],
  ['url_location', 'place in message', 'Places in message'],
  ['params', 'URL parameter', 'URL parameters'],
  ['tag', 'tag', 'Tags'],
  ['bot_reason', 'bot reason', 'Reasons'],
  ['base_url', 'URL without query', 'URLs without query'],
  ['referer_base_url', 'referring URL without query', 'Referring URLs without query'],
  ['customer_id', 'customer', 'Customers'],
  ['sale_type', 'sale type', 'Sale types'],
];

/** Names that events have for some fields, and that the API takes too. */
const ALIASES = new Map([
  ['campaign_id', 'campaign'],
  ['link_id', 'link'],
  ['source_id', 'source'],
  ['step_id', 'step'],
]);

const BY_WORD = new Map(ROWS.map((row) => [row[0], row]));

/** Words of all fields, in the order of the API. */
export const FIELDS = ROWS.map((row) => row[0]);

/** The fields of which an event may have several values. */
export const MULTIPLE_FIELDS = ['params', 'tag', 'bot_reason'];

/** The fields that rollups count; the last of them stands before `ip`. */
export const ROLLUP_FIELDS = FIELDS.slice(0, FIELDS.indexOf('ip'));

/** The field that a parameter names, or undefined. @param {string} parameter */
export const fieldOf = (parameter) => (BY_WORD.has(parameter) ? parameter : ALIASES.get(parameter));

/** A field's name in a sentence. @param {string} field */
export const fieldName = (field) => BY_WORD.get(field)?.[1] ?? field;

/** A field's name as a heading. @param {string} field */
export const fieldHeading = (field) => BY_WORD.get(field)?.[2] ?? field;

/**
 * Reads the text of a filter: `GB,FR` keeps two values, `-GB` leaves one out, a backslash makes the comma, minus or
 * backslash after it part of the value.
 *
 * @param {string} field
 * @param {string} text
 * @returns {Filter}
 * @throws {Error} if a backslash stands before anything else
 */
export function parseFilter(field, text) {
  const exclude = text.startsWith('-');
  const values = [];
  let value = '';
  for (let i = exclude ? 1 : 0; i < text.length; i++) {
    const c = text[i];
    if (c === ',') {
      values.push(value);
      value = '';
    } else if (c === '\\') {
      i++;
      if (i === text.length || !',-\\'.includes(text[i])) {
        throw new Error('a backslash may stand only before a comma, a minus or a backslash');
      }
      value += text[i];
    } else {
      value += c;
    }
  }
  values.push(value);
  return { field, exclude, values };
}

/** The text that {@link parseFilter} reads as this filter. @param {Filter} filter */
export function filterText(filter) {
  const values = filter.values.map((value) => value.replace(/[\\,]/g, '\\$&'));
  values[0] = values[0].replace(/^-/, '\\-');
  return (filter.exclude ? '-' : '') + values.join(',');
}

/**
 * The filters after a click on a value. `keep` makes it the field's only one, or removes the filter if it was that
 * already. `leave` leaves it out, beside what is left out already. `add` adds it to those that are kept, or takes it
 * back if it is among them.
 *
 * @param {Filter[]} filters
 * @param {string} field
 * @param {string} value
 * @param {'keep'|'leave'|'add'} how
 * @returns {Filter[]}
 */
export function withValue(filters, field, value, how) {
  const old = filters.find((filter) => filter.field === field);
  const exclude = how === 'leave';
  const same = old !== undefined && old.exclude === exclude;
  const had = same && old.values.includes(value);
  if (how === 'keep') {
    return had && old.values.length === 1 ? without(filters, field) : withFilter(filters, { field, exclude, values: [value] });
  }
  const values = had ? old.values.filter((other) => other !== value) : [...(same ? old.values : []), value];
  return values.length === 0 ? without(filters, field) : withFilter(filters, { field, exclude, values });
}

/** The filters with another one for its field, at the same place. @param {Filter[]} filters @param {Filter} filter */
export function withFilter(filters, filter) {
  return filters.some((other) => other.field === filter.field)
    ? filters.map((other) => (other.field === filter.field ? filter : other))
    : [...filters, filter];
}

/** The filters without that of a field. @param {Filter[]} filters @param {string} field */
export const without = (filters, field) => filters.filter((filter) => filter.field !== field);
