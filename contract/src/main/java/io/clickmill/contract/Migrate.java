package io.clickmill.contract;

import io.clickmill.contract.settings.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Program that applies the migrations from a container or a pipeline, and sets the passwords of the database roles. Its
 * settings come from the environment; README.md lists them.
 */
public final class Migrate {
    private static final int EXIT_USAGE = 2;

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
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            // ALTER ROLE takes no parameters, so the server quotes the text that it then executes.
            statement.execute(quoted(connection, "ALTER ROLE %I PASSWORD %L", List.of(role, password)));
        }
    }

    private static String quoted(Connection connection, String format, List<String> arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT format(?, ?, ?)")) {
            statement.setString(1, format);
            statement.setString(2, arguments.get(0));
            statement.setString(3, arguments.get(1));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
