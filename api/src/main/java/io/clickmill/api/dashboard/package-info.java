/**
 * The pages for people: the dashboard, and the page on which they sign in. The dashboard's files are in the resources of
 * this package. It gets all of its numbers from the routes below {@code /v1}, as any other client could.
 */
@NullMarked
package io.clickmill.api.dashboard;

import org.jspecify.annotations.NullMarked;
