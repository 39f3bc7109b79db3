/** Measures how long the hottest functions of the job take. */
package io.clickmill.bench.functions;
