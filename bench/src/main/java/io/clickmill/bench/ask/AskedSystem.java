package io.clickmill.bench.ask;

import io.clickmill.api.ApiConfig;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Plan;
import io.clickmill.bench.Progress;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.contract.Schema;
import io.clickmill.local.embedded.LeftoverPostgres;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.run.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/**
 * The clicks of a shape in PostgreSQL and in DuckDB, and the API over PostgreSQL. The job does not run, so the system
 * needs no Kafka.
 */
final class AskedSystem implements AutoCloseable {
    /** The largest questions take longer than the API's 30 s on a slow machine, and are to be measured too. */
    private static final String STATEMENT_TIMEOUT_MILLIS = "600000";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final HttpAsker api;
    private final SqlAsker plainSql;
    private final SqlAsker duckDb;

    private AskedSystem(AskShape shape, DataFolder folder, String name, Clock clock, Progress progress)
            throws Exception {
        try {
            Path file = folder.path().resolve(name + ".duckdb");
            Path mark = folder.path().resolve(name + ".filled");
            boolean isFilled = Files.exists(mark);
            if (!isFilled) {
                deleteHalfFilled(folder.path(), name);
            }
            ClickTable table = isFilled ? ClickTable.open(file) : ClickTable.make(shape, file, progress);
            parts.push(table);
            Database database = BenchServers.startDatabase(folder, name);
            parts.push(database);
            if (!isFilled) {
                FilledLog.fill(shape, table, database, folder.path(), clock, progress);
                Files.createFile(mark);
            }
            Connection reader = database.server().as(Schema.READER_ROLE).getConnection();
            parts.push(reader);
            SelectOne selectOne = new SelectOne(database.server().as(Schema.READER_ROLE));
            parts.push(selectOne);
            ClickStatsApi started = ClickStatsApi.start(config(database, folder.seals()), clock, List.of(selectOne));
            parts.push(started);
            this.api = new HttpAsker(started.port(), key(database, clock));
            this.plainSql = new SqlAsker(reader, SqlDialect.POSTGRESQL);
            this.duckDb = new SqlAsker(table.connection(), SqlDialect.DUCKDB);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    /** Deletes what a measurement that was stopped has left of these clicks. */
    private static void deleteHalfFilled(Path folder, String name) throws IOException {
        Path data = folder.resolve(name);
        if (Files.exists(data)) {
            LeftoverPostgres.stop(data);
        }
        for (String file : List.of(name, name + ".duckdb", name + ".duckdb.wal", name + ".duckdb.tmp")) {
            Utils.delete(folder.resolve(file).toFile());
        }
    }

    /**
     * Starts a system. Its clicks are made unless the folder has them already.
     *
     * @param name of its files in the folder
     */
    static AskedSystem start(AskShape shape, DataFolder folder, String name, Clock clock, Progress progress)
            throws Exception {
        return new AskedSystem(shape, folder, name, clock, progress);
    }

    private static ApiConfig config(Database database, Path seals) {
        return ApiConfig.parse(Map.of(
                "CLICKMILL_POSTGRES_URL",
                database.server().url(),
                "CLICKMILL_POSTGRES_READER_PASSWORD",
                database.password(),
                "CLICKMILL_API_PORT",
                "0",
                "CLICKMILL_API_STATEMENT_TIMEOUT_MS",
                STATEMENT_TIMEOUT_MILLIS,
                "CLICKMILL_API_SEAL_DIR",
                seals.toString()));
    }

    private static String key(Database database, Clock clock) throws SQLException {
        return new CreateApiKey(List.of(AskShape.ACCOUNT), List.of(KeyScopes.STATS_READ), Plan.ENTERPRISE, null, 0)
                .run(database.server().as(LocalPostgres.OWNER_ROLE), clock.instant());
    }

    HttpAsker api() {
        return api;
    }

    SqlAsker plainSql() {
        return plainSql;
    }

    SqlAsker duckDb() {
        return duckDb;
    }

    /** Closes the parts, the last one first. */
    @Override
    public void close() throws Exception {
        AutoCloseable part = parts.poll();
        if (part == null) {
            return;
        }
        try {
            part.close();
        } finally {
            close();
        }
    }
}
