// What the tests use of a test library.

/** The tests of all modules, by name. @type {Map<string, () => void>} */
export const tests = new Map();

/** @param {string} name @param {() => void} run */
export const test = (name, run) => void tests.set(name, run);

/** @param {any} a @param {any} b @returns {boolean} */
function isEqual(a, b) {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const names = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b) && names.length === Object.keys(b).length
    && names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name]));
}

/** @param {boolean} holds @param {any} actual @param {any} expected */
function require(holds, actual, expected) {
  if (!holds) throw new Error(`${JSON.stringify(actual)} (expected: ${JSON.stringify(expected)})`);
}

export const assert = {
  equal: (/** @type {any} */ actual, /** @type {any} */ expected) => require(Object.is(actual, expected), actual, expected),
  deepEqual: (/** @type {any} */ actual, /** @type {any} */ expected) => require(isEqual(actual, expected), actual, expected),
  ok: (/** @type {any} */ actual) => require(Boolean(actual), actual, 'something'),
  throws: (/** @type {() => void} */ run) => {
    let thrown = false;
    try { run(); } catch { thrown = true; }
    require(thrown, 'no error', 'an error');
  },
};
