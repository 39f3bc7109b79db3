/** Factories of the sinks; a statement and its binder live in one class. */
package io.clickmill.job.sink;
