/**
 * Questions to sealed days, which DuckDB answers from columns. May not live here: statements to PostgreSQL, and a
 * decision about which days are answered from seals.
 */
package io.clickmill.api.seal;
