/** The HTTP collector: events and links in, Kafka out. May not live here: what they mean, which is the job's to say. */
package io.clickmill.api.collect;
