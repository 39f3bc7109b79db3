// Requests to the API. The session's cookie goes with them.

import { queryOf } from './state.js';

/**
 * @typedef {import('./questions.js').Question} Question
 * @typedef {import('./questions.js').Parameters} Parameters
 *
 * @typedef {object} Problem an error as RFC 9457 describes it
 * @property {number} status 0 if there was no answer at all
 * @property {string} detail
 * @property {string} [parameter]
 * @property {number} [retryAfter] seconds
 */

/** An answer that is an error. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The address of the page and of the API, which may lie below a path of a proxy. */
export const base = location.origin + location.pathname.replace(/\/$/, '');

/** How long a request may say nothing. A connection that is half open would stay silent for ever. */
const SILENCE = 75_000;

const silent = () => new Refused({ status: 0, detail: `The server has said nothing for ${SILENCE / 1000} seconds.` });

/** Goes to the login page, and from there back to what is shown now. */
export function signIn() {
  location.assign('login?next=' + encodeURIComponent(location.search));
}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<Response>} */
async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...options });
  } catch (error) {
    if (options?.signal?.aborted) throw error;
    throw new Refused({ status: 0, detail: 'The server does not answer.' });
  }
  if (response.status === 401) {
    signIn();
  }
  if (!response.ok) {
    throw new Refused(await problemOf(response));
  }
  return response;
}

/** @param {Response} response @returns {Promise<Problem>} */
async function problemOf(response) {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  try {
    return { retryAfter, ...(await response.json()), status: response.status };
  } catch {
    return { status: response.status, detail: `The server answered ${response.status} ${response.statusText}.`, retryAfter };
  }
}

/** An answer in JSON. It fails if there is none for a long time. @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function get(path, signal) {
  const abort = new AbortController();
  const stop = () => abort.abort();
  signal?.addEventListener('abort', stop);
  const timer = setTimeout(stop, SILENCE);
  try {
    return await (await ask(path, { signal: abort.signal })).json();
  } catch (error) {
    throw abort.signal.aborted && signal?.aborted !== true ? silent() : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Accounts of the session, and the server's time. @returns {Promise<any>} */
export const me = () => get('v1/me');

/**
 * Asks several questions of one state of the data. It fails if the server says nothing for a long time.
 *
 * @param {Parameters} common
 * @param {Question[]} questions
 * @param {(line: any) => void} onLine gets each line as soon as it is there
 * @param {AbortSignal} [signal]
 */
export async function batch(common, questions, onLine, signal) {
  const queries = questions.map(({ id, params }) => ({ id, ...params }));
  const abort = new AbortController();
  const stop = () => abort.abort();
  signal?.addEventListener('abort', stop);
  let timer = setTimeout(stop, SILENCE);
  try {
    const response = await ask('v1/stats/batch', {
      method: 'POST',
      // What others have been answered since the last new click will do.
      headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson', 'Cache-Control': 'max-age=1' },
      body: JSON.stringify({ ...common, queries }),
      signal: abort.signal,
    });
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      const texts = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = texts.pop() ?? '';
      if (texts.length > 0) {
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE);
      }
      texts.filter((text) => text !== '').forEach((text) => onLine(JSON.parse(text)));
      if (done) return;
    }
  } catch (error) {
    throw abort.signal.aborted && signal?.aborted !== true ? silent() : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** One question. @param {Parameters} params @param {AbortSignal} [signal] @returns {Promise<any>} */
export const stats = async (params, signal) => (await ask('v1/stats?' + queryOf(Object.entries(params)), { signal })).json();

const CSV_PAGE = 10_000;

/**
 * Saves all rows of an answer as a CSV file.
 *
 * @param {Parameters} params with both ends of the range, so that all pages are about the same
 * @param {string} name of the file
 */
export async function saveCsv(params, name) {
  const { offset: _, limit: __, include: ___, ...rest } = params;
  const parts = [];
  for (let offset = 0, total = 1; offset < total; offset += CSV_PAGE) {
    const response = await ask('v1/stats?' + queryOf(Object.entries({ ...rest, limit: CSV_PAGE, offset })), { headers: { Accept: 'text/csv' } });
    const rows = response.headers.get('X-Clickmill-Total') ?? '';
    if (!/^\d+$/.test(rows)) {
      throw new Refused({ status: 0, detail: 'The server did not say how many rows there are, so the file would not be whole.' });
    }
    total = Number(rows);
    const text = await response.text();
    parts.push(offset === 0 ? text : text.slice(text.indexOf('\r\n') + 2));
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Ends the session. If that is refused, the page stays, as the session does. */
export async function signOut() {
  await ask('session', { method: 'DELETE' });
  location.assign('login');
}
