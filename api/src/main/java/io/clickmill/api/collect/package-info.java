/**
 * The HTTP collector, which takes events and links over HTTP and sends them to Kafka. Their meaning is for the job to
 * decide and does not belong here.
 */
package io.clickmill.api.collect;
