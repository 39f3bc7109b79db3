/**
 * What the HTTP routes share: how a group of routes is plugged in, problems as JSON, where a key is in a request, keys
 * of the native endpoints. May not live here: a route, or anything that only one vendor has.
 */
package io.clickmill.api.http;
