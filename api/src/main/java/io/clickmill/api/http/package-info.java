/**
 * What the HTTP routes share: how routes and dialects are plugged in, the reading of parameters and bodies, failures
 * and how they are answered, where a key is in a request, keys of the native endpoints. May not live here: a route,
 * or anything that only one vendor has.
 */
package io.clickmill.api.http;
