package io.clickmill.api;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.postgresql.PGConnection;

/** Seals days as the job does, two seals a day. */
public final class SealFixture {
    private static final String COPY = """
            COPY (SELECT %s
                    FROM click_event
                   WHERE account_id = '%s'
                     AND (occurred_at AT TIME ZONE 'UTC')::date = '%s'
                     AND NOT bot
                     AND NOT late
                     AND abs(visitor) %% 2 = %d) TO STDOUT (FORMAT csv, NULL '\\N')
            """;

    private static final String CONVERT = """
            COPY (FROM read_csv('%s', auto_detect = false, header = false, nullstr = '\\N', allow_quoted_nulls = false,
                                parallel = false, columns = {%s}))
              TO '%s' (FORMAT parquet)
            """;

    private final TestDatabase database;
    private final Path folder;

    /** @param folder for temporary files */
    public SealFixture(TestDatabase database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    /** Seals a day. */
    public void seal(String accountId, LocalDate day) throws SQLException, IOException {
        seal(accountId, day, day);
    }

    /** Gives a day seals with the events of another. */
    public void seal(String accountId, LocalDate day, LocalDate eventsOf) throws SQLException, IOException {
        for (int part = 0; part < 2; part++) {
            Path csv = folder.resolve("rows.csv");
            Path parquet = folder.resolve("rows.parquet");
            try (Connection connection = database.owner().getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO seal (account_id, day, format, events, parquet) VALUES (?, ?, ?, ?, ?)")) {
                long events = 0;
                try (OutputStream rows = Files.newOutputStream(csv)) {
                    events = connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut(COPY.formatted(SealFormat.selected(), accountId, eventsOf, part), rows);
                }
                try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                        Statement statement = duckDb.createStatement()) {
                    statement.execute(CONVERT.formatted(csv, SealFormat.types(), parquet));
                }
                insert.setString(1, accountId);
                insert.setObject(2, day);
                insert.setInt(3, SealFormat.VERSION);
                insert.setLong(4, events);
                insert.setBinaryStream(5, new ByteArrayInputStream(Files.readAllBytes(parquet)));
                insert.executeUpdate();
            }
        }
    }
}
