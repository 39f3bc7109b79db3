/**
 * Tests that every answer is exact at every moment. Random streams go through the real job into a real database, and
 * the answers of the API's reader are compared with those of the referee.
 */
package io.clickmill.local.exact;
