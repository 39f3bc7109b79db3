package io.clickmill.contract;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A new, migrated database on a real PostgreSQL server that all tests of a JVM share. The server ends with the JVM. */
public final class TestDatabase {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** Creates a database with the current schema. */
    public static TestDatabase create() {
        TestDatabase database = createEmpty();
        Schema.migrate(database.owner());
        return database;
    }

    /** Creates a database with the current schema that sorts text by the English collation. */
    public static TestDatabase createEnglish() {
        TestDatabase database =
                createEmpty(" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        Schema.migrate(database.owner());
        return database;
    }

    /** Creates a database without tables. */
    public static TestDatabase createEmpty() {
        return createEmpty("");
    }

    private static TestDatabase createEmpty(String options) {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + options);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the test database " + name, e);
        }
        return new TestDatabase(name);
    }

    /** Unpooled connections as the owner, who may do everything. */
    public DataSource owner() {
        return as("postgres");
    }

    /** Unpooled connections as the job's role. */
    public DataSource writer() {
        return as(Schema.WRITER_ROLE);
    }

    /** Unpooled connections as the API's role. */
    public DataSource reader() {
        return as(Schema.READER_ROLE);
    }

    /** JDBC URL with the role as user; no password is needed. */
    public String url(String role) {
        return Server.POSTGRES.getJdbcUrl(role, name);
    }

    private DataSource as(String role) {
        return Server.POSTGRES.getDatabase(role, name);
    }

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        // The product also runs without JIT: compiling a statement takes longer than running it on this
                        // few rows.
                        .setServerConfig("jit", "off")
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start PostgreSQL", e);
            }
        }
    }
}
