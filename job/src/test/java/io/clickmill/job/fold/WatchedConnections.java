package io.clickmill.job.fold;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Connections that let a test act at a chosen call. */
final class WatchedConnections {
    private WatchedConnections() {}

    /** Acts before a call of a connection's method. */
    interface Watcher {
        void before(String method) throws Exception;
    }

    /** Connections that report each call, by the method's name, before it is made. */
    static DataSource watching(DataSource real, Watcher watcher) {
        return proxy(
                DataSource.class,
                real,
                method -> {},
                result -> result instanceof Connection
                        ? proxy(Connection.class, result, watcher, UnaryOperator.identity())
                        : result);
    }

    /** Connections that run an action before the n-th call of a method. */
    static DataSource atCall(DataSource real, String method, int number, Watcher action) {
        AtomicInteger left = new AtomicInteger(number);
        return watching(real, called -> {
            if (called.equals(method) && left.decrementAndGet() == 0) {
                action.before(called);
            }
        });
    }

    /** Connections that fail instead of making the n-th call of a method. */
    static DataSource failingAtCall(DataSource real, String method, int number) {
        return atCall(real, method, number, called -> {
            throw new IllegalStateException("cut off");
        });
    }

    private static <T> T proxy(Class<T> type, Object real, Watcher watcher, UnaryOperator<Object> wrap) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            watcher.before(method.getName());
            try {
                return wrap.apply(method.invoke(real, args));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
