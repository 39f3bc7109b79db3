/** Topic {@code clicks} in Kafka: the check of the topic, and the adapters between its records and the parser. */
@NullMarked
package io.clickmill.job.event;

import org.jspecify.annotations.NullMarked;
