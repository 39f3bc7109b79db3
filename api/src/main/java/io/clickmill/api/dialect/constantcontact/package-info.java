/**
 * Constant Contact's lists of clicks, version 2. {@code ConstantContactDialect} has the routes. {@code ClicksRequest}
 * reads the parameters, {@code ClicksResponse} writes the answer, and {@code Errors} writes errors. Another vendor's
 * format and code that counts events do not belong here.
 */
package io.clickmill.api.dialect.constantcontact;
