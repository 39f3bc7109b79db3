/** The HTTP collector: events in, Kafka out. May not live here: what an event means, which is the job's to say. */
package io.clickmill.api.collect;
