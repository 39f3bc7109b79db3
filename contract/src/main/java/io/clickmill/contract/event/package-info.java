/**
 * The click event as it arrives: its fields, and the parser that turns the bytes of a record into a {@link
 * io.clickmill.contract.event.Click} or into a rejection with a named reason. The collector asks it before it accepts an
 * event, the importer before it sends one, and the job for every record. Nothing here looks anything up, keeps state or
 * reads a clock.
 */
@NullMarked
package io.clickmill.contract.event;

import org.jspecify.annotations.NullMarked;
