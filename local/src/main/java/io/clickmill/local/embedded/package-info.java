/**
 * The servers of a local system, in this process or under it: PostgreSQL, Kafka, Flink, the API; started together, stopped
 * in order, and started again on what a kill left behind.
 */
package io.clickmill.local.embedded;
