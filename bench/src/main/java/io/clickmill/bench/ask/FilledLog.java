package io.clickmill.bench.ask;

import io.clickmill.bench.Progress;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Sql;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.job.fold.SealDays;
import io.clickmill.job.fold.SealDays.SealedDays;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.run.CommandFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.postgresql.PGConnection;

/**
 * Fills a database with the clicks of a table, as the job would have left them: the log, what it knows of accounts and
 * scopes, its progress, and the rollups. These are counted by the job's own rebuild.
 */
final class FilledLog {
    private static final String COPY = "COPY click_event (%s) FROM STDIN (FORMAT csv, NULL '\\N')";

    private static final String INSERT_SPANS = """
            INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
            SELECT account_id, scope, scope_id, min(day), max(day)
              FROM (SELECT DISTINCT
                           account_id,
                           campaign_id,
                           link_id,
                           source_id,
                           (occurred_at AT TIME ZONE 'UTC')::date AS day
                      FROM click_event) AS seen
             CROSS JOIN LATERAL (VALUES ('account', ''),
                                        ('campaign', campaign_id),
                                        ('link', link_id),
                                        ('source', source_id)) AS owner (scope, scope_id)
             GROUP BY account_id, scope, scope_id
            """;

    private static final String INSERT_PROGRESS = """
            INSERT INTO rollup_progress (progress, checkpoint_id, received, logged, duplicates, rejected, published_at)
            VALUES (?, 1, ?, ?, 0, 0, ?)
            """;

    /** Days are sealed for this long before the progress is told. */
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private final AskShape shape;
    private final Database database;
    private final Progress progress;

    private FilledLog(AskShape shape, Database database, Progress progress) {
        this.shape = shape;
        this.database = database;
        this.progress = progress;
    }

    /** @param folder for a file that is deleted again */
    static void fill(AskShape shape, ClickTable table, Database database, Path folder, Clock clock, Progress progress)
            throws SQLException, IOException {
        FilledLog log = new FilledLog(shape, database, progress);
        try (Connection owner = database.server().as(LocalPostgres.OWNER_ROLE).getConnection()) {
            log.copy(owner, table, folder.resolve("day.csv"));
            log.complete(owner);
            log.rebuild(clock);
            log.seal();
            progress.at("vacuuming", 0, 1);
            Sql.update(owner, "VACUUM (ANALYZE)");
            Sql.update(owner, "CHECKPOINT");
        }
    }

    private void seal() throws SQLException {
        SealDays seals = new SealDays(database.server().as(Schema.WRITER_ROLE));
        int done = 0;
        SealedDays some;
        do {
            progress.at("sealing days", done, AskShape.DAYS);
            some = seals.sealOnce(AT_MOST);
            done += some.days();
        } while (some.left() > 0);
    }

    private void copy(Connection owner, ClickTable table, Path file) throws SQLException, IOException {
        PGConnection copying = owner.unwrap(PGConnection.class);
        String copy = COPY.formatted(ClickSql.columns());
        long rows = 0;
        for (LocalDate day : shape.days()) {
            Sql.list(owner, "SELECT ensure_click_event_partition(?)", row -> "", day);
            table.export(day, file);
            try (InputStream csv = new Watched(Files.newInputStream(file), rows)) {
                rows += copying.getCopyAPI().copyIn(copy, csv, 1 << 16);
            }
            Files.delete(file);
        }
        if (rows != shape.clicks()) {
            throw new CommandFailure("the log has " + rows + " rows (expected: " + shape.clicks() + ")");
        }
    }

    private void complete(Connection owner) throws SQLException {
        progress.at("listing scopes", 0, 1);
        Sql.update(owner, "INSERT INTO account (account_id) VALUES (?)", AskShape.ACCOUNT);
        Sql.update(owner, INSERT_SPANS);
        Object end = shape.end().atStartOfDay().atOffset(ZoneOffset.UTC);
        Sql.update(owner, INSERT_PROGRESS, end, shape.clicks(), shape.clicks(), end);
    }

    private void rebuild(Clock clock) throws SQLException {
        RebuildDays rebuild = new RebuildDays(database.server().as(Schema.WRITER_ROLE), clock);
        rebuild.markAll();
        progress.at("counting days", 0, AskShape.DAYS);
        rebuild.rebuildMarked((done, days) -> progress.at("counting days", done, days));
    }

    /** Tells the progress how many lines have been read. */
    private final class Watched extends FilterInputStream {
        private long lines;

        Watched(InputStream file, long lines) {
            super(file);
            this.lines = lines;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            for (int i = offset; i < offset + read; i++) {
                lines += bytes[i] == '\n' ? 1 : 0;
            }
            progress.at("copying clicks into the log", lines, shape.clicks());
            return read;
        }
    }
}
