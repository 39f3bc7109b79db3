/**
 * SendGrid's click statistics of automations and single sends. {@code SendGridDialect} has the routes. {@code
 * LinksRequest} reads the parameters, {@code LinksResponse} writes the answer, and {@code Errors} writes errors.
 * Another vendor's format and code that counts events do not belong here.
 */
package io.clickmill.api.dialect.sendgrid;
