package io.clickmill.job.fold;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Connections to which something happens at a chosen call. */
final class WatchedConnections {
    private WatchedConnections() {}

    /** What happens before a call of a connection's method. */
    interface Watcher {
        void before(String method) throws Exception;
    }

    /** Connections that tell of each call, by the method's name, before it. */
    static DataSource watching(DataSource real, Watcher watcher) {
        return proxy(
                DataSource.class,
                real,
                method -> {},
                result -> result instanceof Connection
                        ? proxy(Connection.class, result, watcher, UnaryOperator.identity())
                        : result);
    }

    /** Connections that do something before the n-th call of a method. */
    static DataSource atCall(DataSource real, String method, int number, Watcher action) {
        AtomicInteger left = new AtomicInteger(number);
        return watching(real, called -> {
            if (called.equals(method) && left.decrementAndGet() == 0) {
                action.before(called);
            }
        });
    }

    /** Connections that break instead of their n-th call of a method. */
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
