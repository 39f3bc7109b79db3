/**
 * SendGrid's click statistics of automations and single sends. {@code SendGridDialect} has the routes; {@code
 * LinksRequest} reads what was asked, {@code LinksResponse} writes the answer, {@code Errors} words what is wrong.
 * May not live here: another vendor's format, or a way to count of its own.
 */
package io.clickmill.api.dialect.sendgrid;
