/** The records that are measured with: made from a seed, one at a time, in the order of their arrival. */
package io.clickmill.bench.data;
