/**
 * API keys: how they look, what they allow and how often, and the statements that make, end and list them. May not live
 * here: HTTP; each dialect says in its own words what is wrong with a key.
 */
package io.clickmill.api.auth;
