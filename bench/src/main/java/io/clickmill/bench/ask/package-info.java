/** Measures how fast questions are answered, beside plain SQL over the log and beside a column store. */
package io.clickmill.bench.ask;
