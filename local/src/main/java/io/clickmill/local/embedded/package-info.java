/**
 * The servers of a local system: PostgreSQL, Kafka, Flink and the API, in this process or as its children. They are
 * started together, stopped in order, and can start again after a kill.
 */
package io.clickmill.local.embedded;
