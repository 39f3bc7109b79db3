/**
 * The click event as it arrives: the record types of the stream, the parser that turns the bytes of a Kafka record into
 * one of them or into a named rejection, and the two thin Kafka adapters. Nothing here looks anything up, keeps state
 * or reads a clock.
 */
@NullMarked
package io.clickmill.job.event;

import org.jspecify.annotations.NullMarked;
