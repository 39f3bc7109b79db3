package io.clickmill.contract;

import io.clickmill.contract.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Program that applies the migrations from a container or a pipeline, and sets the passwords of the database roles. Its
 * settings come from the environment; README.md lists them.
 */
public final class Migrate {
    private static final int EXIT_USAGE = 2;
    private static final String QUOTE = "SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)";

    private Migrate() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws SQLException {
        Settings settings = new Settings(System.getenv());
        String url = settings.postgresUrl();
        try {
            settings.requireValid();
        } catch (Settings.InvalidException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_USAGE);
            return;
        }
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(url);
        owner.setUser(settings.text("CLICKMILL_POSTGRES_OWNER_USER", "postgres"));
        owner.setPassword(settings.textOrNull("CLICKMILL_POSTGRES_OWNER_PASSWORD"));
        int applied = Schema.migrate(owner);
        setPassword(owner, Schema.WRITER_ROLE, settings.textOrNull("CLICKMILL_POSTGRES_WRITER_PASSWORD"));
        setPassword(owner, Schema.READER_ROLE, settings.textOrNull("CLICKMILL_POSTGRES_READER_PASSWORD"));
        System.out.println("schema " + Schema.VERSION + ": " + applied + " migrations applied");
    }

    private static void setPassword(DataSource owner, String role, @Nullable String password) throws SQLException {
        if (password == null) {
            return;
        }
        try (Connection connection = owner.getConnection()) {
            // ALTER ROLE takes no parameters, so the server quotes the text that it then executes.
            String alter = Sql.first(connection, QUOTE, row -> row.getString(1), role, password)
                    .orElseThrow();
            Sql.update(connection, alter);
        }
    }
}
