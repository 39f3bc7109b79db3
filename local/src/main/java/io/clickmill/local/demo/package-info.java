/**
 * A made-up stream of clicks for trying things out: campaigns that are sent and fade, people who sleep at night, bots, late
 * and repeated events. Everything follows from a seed and the time asked for; the clock is read in the feed only.
 */
package io.clickmill.local.demo;
