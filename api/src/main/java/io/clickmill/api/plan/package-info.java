/**
 * Which rollups and which ranges of the log answer a query. Pure: nothing here reads a table or a clock. A plan's
 * {@code toString} is what tests assert. May not live here: SQL.
 */
package io.clickmill.api.plan;
