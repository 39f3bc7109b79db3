/**
 * The handlers between the network and the routes: they pass bodies and responses without a thread, limit how slow a
 * client may be, and find its address. Routes and the contents of answers may not live here.
 */
package io.clickmill.api.server;
