/**
 * Dub's statistics and conversion endpoints. {@code DubDialect} has the routes. A {@code …Request} reads parameters or
 * a body, a {@code …Response} writes an answer, and {@code Errors} writes errors. Another vendor's format and code that
 * counts events do not belong here.
 */
package io.clickmill.api.dialect.dub;
