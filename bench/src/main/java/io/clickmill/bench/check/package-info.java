/** Checks that answers are right. A measurement of wrong answers would be worthless. */
package io.clickmill.bench.check;
