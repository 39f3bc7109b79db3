/** Measures how soon a click is counted. */
package io.clickmill.bench.fresh;
