/** Measures how many events per second get from Kafka into PostgreSQL, by the product and by others. */
package io.clickmill.bench.ingest;
