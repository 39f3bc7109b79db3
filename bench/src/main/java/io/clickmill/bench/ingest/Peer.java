package io.clickmill.bench.ingest;

import io.clickmill.bench.Progress;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;

/** A program that brings the records of the topic into a database. */
interface Peer {
    /**
     * Processes all records and stops.
     *
     * @param database has the schema, and no rows
     */
    Drained drain(BenchServers servers, Database database, DataShape shape, Progress progress) throws Exception;
}
