/**
 * The enrichment of clicks: where a click came from, with which device and program, by which visitor, and whether by a
 * machine. The deciders are plain classes; {@link io.clickmill.job.enrich.EnrichClicks} is their Flink adapter. Nothing
 * here reads a clock, asks a network or resolves a name.
 */
@NullMarked
package io.clickmill.job.enrich;

import org.jspecify.annotations.NullMarked;
