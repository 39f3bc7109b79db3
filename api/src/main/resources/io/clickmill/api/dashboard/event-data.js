// What an event's JSON says, by fields that filters know, and pages of events.

import { fieldName, fieldOf } from './filters.js';
import { money } from './format.js';

/**
 * @typedef {object} Entry
 * @property {string|null} field of filters; null if none has this value
 * @property {string} value
 *
 * @typedef {object} Member
 * @property {string} name
 * @property {string} label
 * @property {boolean} isTime
 * @property {Entry[]} entries
 *
 * @typedef {{data: Record<string, any>[], meta: {from: string, to: string, next?: string}}} Page
 */

/** The most rows that are kept. */
export const MOST_ROWS = 1000;

/** Members of events that are called otherwise than the field that has their value. */
const FIELDS_OF_MEMBERS = new Map([
  ['referer', 'referer_url'],
  ['referer_host', 'referer'],
  ['tag_ids', 'tag'],
  ['bot_reasons', 'bot_reason'],
  ['customer.id', 'customer_id'],
]);

const TIMES = ['timestamp', 'arrived_at'];

/** The field of filters that a member's values belong to, or null. @param {string} name */
const fieldOfMember = (name) => FIELDS_OF_MEMBERS.get(name) ?? fieldOf(name) ?? null;

/** @param {any} value */
const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * The members of an event in the order of its JSON. Those of a customer and a sale are members like the others, and URL
 * parameters and lists have an entry for each value.
 *
 * @param {Record<string, any>} event
 * @returns {Member[]}
 */
export const membersOf = (event) =>
  Object.entries(event).flatMap(([name, value]) =>
    name === 'customer' || name === 'sale'
      ? Object.entries(value).map(([part, each]) => member(`${name}.${part}`, each))
      : [member(name, value)]);

/** @param {string} name @param {any} value @returns {Member} */
function member(name, value) {
  const field = fieldOfMember(name);
  return {
    name,
    label: field === null ? name.replaceAll(/[._]/g, ' ') : fieldName(field),
    isTime: TIMES.includes(name),
    entries: valuesOf(name, value).map((each) => ({ field, value: each })),
  };
}

/** @param {string} name @param {any} value @returns {string[]} */
function valuesOf(name, value) {
  if (name === 'params') {
    return Object.entries(value).map(([parameter, each]) => `${parameter}=${each}`);
  }
  if (name === 'sale.amount') {
    return [money(value, null)];
  }
  return Array.isArray(value) ? value.map(text) : [text(value)];
}

/** Whether a text of an event may be a link: events come from anywhere. @param {string} value */
export const isWebAddress = (value) => /^https?:\/\/[^\s]+$/i.test(value);

/** A page with the one after it; of too many rows the newest are dropped. @param {Page} pages @param {Page} older @returns {Page} */
export const withOlder = (pages, older) => ({ data: [...pages.data, ...older.data].slice(-MOST_ROWS), meta: { ...older.meta, to: pages.meta.to } });

/** The address of the page after one, of the same list. @param {string} address @param {string} next */
export const pageUrl = (address, next) => `${address}&page=${encodeURIComponent(next)}`;
