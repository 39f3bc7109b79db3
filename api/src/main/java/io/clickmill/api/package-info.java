/**
 * The HTTP API. Lives here: the program, its configuration and the wiring. May not live here: a query, a statement or
 * a vendor's format; those have packages of their own.
 */
package io.clickmill.api;
