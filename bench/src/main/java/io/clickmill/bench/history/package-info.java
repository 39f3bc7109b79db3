/** Measures how fast history gets in: the import of a log, the fold of late events, and the rebuild of days. */
package io.clickmill.bench.history;
