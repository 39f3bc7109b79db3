package io.clickmill.bench.ask;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A route that runs {@code SELECT 1}: no answer that needs the database can be faster than this one. */
final class SelectOne implements Routes, AutoCloseable {
    static final String PATH = "/bench/select_1";

    private static final int CONNECTIONS = 10;

    private final HikariDataSource pool;

    SelectOne(DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setReadOnly(true);
        this.pool = new HikariDataSource(config);
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get(PATH, this::answer);
    }

    private void answer(Context context) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1");
                ResultSet row = statement.executeQuery()) {
            row.next();
            context.contentType("application/json").result("{\"data\":[{\"one\":" + row.getInt(1) + "}]}");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
