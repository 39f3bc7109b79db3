/**
 * A synthetic stream of clicks for trying things out: campaigns that are sent and fade, people who sleep at night,
 * bots, late events and duplicates. All of it is derived from a seed and the time. Only the feed reads the clock.
 */
package io.clickmill.local.demo;
