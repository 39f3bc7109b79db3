package io.clickmill.contract;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A new, migrated database on a real PostgreSQL server that all tests of a JVM share. The server ends with the JVM. */
public final class TestDatabase {
    /** The role that may do everything. */
    public static final String OWNER_ROLE = "postgres";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String name;
    private final Map<String, DataSource> pools = new ConcurrentHashMap<>();

    private TestDatabase(String name) {
        this.name = name;
    }

    /** Creates a database with the current schema. */
    public static TestDatabase create() {
        return createEmpty(" TEMPLATE " + Migrated.TEMPLATE.name);
    }

    /** Creates a database with the current schema that sorts text by the English collation. */
    public static TestDatabase createEnglish() {
        return createEmpty(" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
                .migrate();
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

    private TestDatabase migrate() {
        Schema.migrate(owner());
        return this;
    }

    /** Unpooled connections as the owner, who may do everything. */
    public DataSource owner() {
        return as(OWNER_ROLE);
    }

    /** Unpooled connections as the job's role. */
    public DataSource writer() {
        return as(Schema.WRITER_ROLE);
    }

    /** Unpooled connections as the API's role. */
    public DataSource reader() {
        return as(Schema.READER_ROLE);
    }

    /**
     * Connections of a role that are kept when they are closed, with the settings they were given. A new connection
     * knows nothing of the tables: its first statement takes many times as long as the next.
     */
    public DataSource pooled(String role) {
        return pooled(role, 10);
    }

    /**
     * Like {@link #pooled(String)}, with a maximum number of connections. Code that needs a second one while it holds
     * one waits in vain.
     */
    public DataSource pooled(String role, int most) {
        return pools.computeIfAbsent(role + most, key -> {
            HikariDataSource pool = new HikariDataSource();
            pool.setDataSource(as(role));
            pool.setMaximumPoolSize(most);
            pool.setMinimumIdle(0);
            // A class that is done leaves no connection behind.
            pool.setIdleTimeout(10_000);
            return pool;
        });
    }

    /** JDBC URL with the role as user; no password is needed. */
    public String url(String role) {
        return Server.POSTGRES.getJdbcUrl(role, name);
    }

    private DataSource as(String role) {
        return Server.POSTGRES.getDatabase(role, name);
    }

    /** Copying a database takes less time than migrating one. */
    private static final class Migrated {
        static final TestDatabase TEMPLATE = createEmpty().migrate();
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
