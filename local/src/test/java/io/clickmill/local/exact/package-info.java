/**
 * Shows that every answer is exact at every moment: random streams go through the real job into a real database, and what
 * the API's reader says is compared with a count by brute force.
 */
package io.clickmill.local.exact;
