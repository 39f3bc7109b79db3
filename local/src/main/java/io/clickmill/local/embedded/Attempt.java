package io.clickmill.local.embedded;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** The outcome of a start: a value or an exception. */
record Attempt<T>(Callable<T> outcome) {
    static <T> Attempt<T> await(Future<T> start) throws InterruptedException {
        try {
            T value = start.get();
            return new Attempt<>(() -> value);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return new Attempt<>(() -> {
                if (cause instanceof Exception exception) {
                    throw exception;
                }
                throw new CompletionException(cause);
            });
        }
    }

    T orThrow() throws Exception {
        return outcome.call();
    }
}
