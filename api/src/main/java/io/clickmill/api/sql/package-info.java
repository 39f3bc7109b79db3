/**
 * The reader over PostgreSQL: one class a statement, with its text, its parameters and its rows. May not live here: a
 * decision about what to read, which is the planner's.
 */
package io.clickmill.api.sql;
