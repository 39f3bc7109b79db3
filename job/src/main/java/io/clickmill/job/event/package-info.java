/**
 * How events get into the job and from task to task: the check of topic {@code clicks}, the adapters between its
 * records and the parser, and the format in which events and counts travel between tasks.
 */
@NullMarked
package io.clickmill.job.event;

import org.jspecify.annotations.NullMarked;
