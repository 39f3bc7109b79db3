/**
 * Events on their way: the check of topic {@code clicks}, the adapters between its records and the parser, and the format
 * in which events and counts travel between tasks.
 */
@NullMarked
package io.clickmill.job.event;

import org.jspecify.annotations.NullMarked;
