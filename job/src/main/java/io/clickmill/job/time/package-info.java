/**
 * The two clocks: event time, by which clicks are counted, and arrival time, by which counts are known to be complete.
 */
package io.clickmill.job.time;
