/**
 * What the HTTP routes share: the interfaces of routes and dialects, the reading of parameters, bodies and keys, and
 * failures with their answers. Routes, and anything that only one vendor has, may not live here.
 */
package io.clickmill.api.http;
