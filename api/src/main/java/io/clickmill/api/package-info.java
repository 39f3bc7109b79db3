/**
 * The HTTP API: the program, its configuration and the wiring. Queries, statements and vendors' formats may not live
 * here; they have packages of their own.
 */
package io.clickmill.api;
