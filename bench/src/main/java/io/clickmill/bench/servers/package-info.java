/** The servers of a measurement, in a temporary folder: Kafka with its records, and a PostgreSQL for each run. */
package io.clickmill.bench.servers;
