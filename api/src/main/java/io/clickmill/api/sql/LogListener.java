package io.clickmill.api.sql;

import io.clickmill.api.query.LogChanges;
import io.clickmill.contract.LogNotice;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what the job tells about new events, over a connection of its own. A lost connection is made again. A
 * standby of PostgreSQL cannot be listened to; pages then ask again by themselves.
 */
public final class LogListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogListener.class);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** After this time without a notice the connection is checked. A firewall may have dropped it. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final int CHECK_SECONDS = 5;

    private final String url;
    private final Properties properties = new Properties();
    private final LogChanges changes;
    private final Thread thread = new Thread(this::run, "log-listener");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection current;

    private LogListener(String url, String user, @Nullable String password, LogChanges changes) {
        this.url = url;
        this.changes = changes;
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "clickmill-api-listener");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "5");
        thread.setDaemon(true);
    }

    /**
     * Starts to listen, as any role that may connect.
     *
     * @param changes is told what is heard
     */
    public static LogListener start(String url, String user, @Nullable String password, LogChanges changes) {
        LogListener listener = new LogListener(url, user, password, changes);
        listener.thread.start();
        return listener;
    }

    private void run() {
        boolean isReported = false;
        while (!isClosed()) {
            try (Connection connection = DriverManager.getConnection(url, properties)) {
                current = connection;
                Sql.update(connection, "LISTEN " + LogNotice.CHANNEL);
                changes.connected();
                isReported = false;
                listen(connection);
            } catch (SQLException e) {
                if (!isReported && !isClosed()) {
                    LOG.warn("new events are not told to pages, which ask again by themselves: {}", e.getMessage());
                }
                isReported = true;
            } finally {
                changes.disconnected();
            }
            await(AFTER_FAILURE);
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!isClosed()) {
            PGNotification[] notices = postgres.getNotifications((int) SILENCE.toMillis());
            if (notices == null || notices.length == 0) {
                check(connection);
                continue;
            }
            for (PGNotification notice : notices) {
                changes.tell(LogNotice.accountNumbers(notice.getParameter()));
            }
        }
    }

    private static void check(Connection connection) throws SQLException {
        if (!connection.isValid(CHECK_SECONDS)) {
            throw new SQLException("the connection does not answer");
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void await(Duration time) {
        try {
            var unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    /** Stops listening, and closes the connection. */
    @Override
    public void close() {
        closed.countDown();
        Connection connection = current;
        try {
            if (connection != null) {
                connection.abort(Runnable::run);
            }
            thread.join(Duration.ofSeconds(CHECK_SECONDS).toMillis());
        } catch (SQLException e) {
            LOG.debug("the listening connection cannot be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
