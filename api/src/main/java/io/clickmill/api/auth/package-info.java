/**
 * API keys: their form, what they allow and how often, and the statements that create, revoke and list them. HTTP may
 * not live here: each dialect says in its vendor's words what is wrong with a key.
 */
package io.clickmill.api.auth;
