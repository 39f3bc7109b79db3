/**
 * What lies between the network and the routes: how bodies and responses pass without a thread, how slow a client may
 * be, who it is. May not live here: a route, or what an answer says.
 */
package io.clickmill.api.server;
