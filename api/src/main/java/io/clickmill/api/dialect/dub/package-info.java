/**
 * Dub's statistics and conversion endpoints. {@code DubDialect} has the routes; a {@code …Request} reads what was
 * asked, a {@code …Response} writes the answer, {@code Errors} words what is wrong. May not live here: another
 * vendor's format, or a way to count of its own.
 */
package io.clickmill.api.dialect.dub;
