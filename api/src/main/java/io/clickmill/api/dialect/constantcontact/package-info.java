/**
 * Constant Contact's lists of clicks, version 2. {@code ConstantContactDialect} has the routes; {@code ClicksRequest}
 * reads what was asked, {@code ClicksResponse} writes the answer, {@code Errors} words what is wrong. May not live
 * here: another vendor's format, or a way to count of its own.
 */
package io.clickmill.api.dialect.constantcontact;
