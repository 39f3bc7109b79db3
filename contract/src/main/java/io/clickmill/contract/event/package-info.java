/**
 * The event that job and API share, and the parser that turns the bytes of a record into an {@link
 * io.clickmill.contract.event.Event} or into a rejection with a named reason. The collector asks it before it accepts
 * an event, the importer before it sends one, and the job for every record. Nothing here looks anything up, keeps state
 * or reads a clock.
 */
@NullMarked
package io.clickmill.contract.event;

import org.jspecify.annotations.NullMarked;
