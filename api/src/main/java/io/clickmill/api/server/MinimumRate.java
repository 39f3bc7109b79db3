package io.clickmill.api.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the connection of a client that sends a body, or takes a response, too slowly. This frees what the client
 * holds.
 *
 * <p>Only the time counts for which the server waits for the client, so that a slow database is not the client's fault.
 * Jetty's idle timeout is not enough, because it starts again with every byte. Jetty's {@code MinimumDataRateHandler}
 * checks only when the next piece comes, and it ends short responses early.
 */
public final class MinimumRate extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(MinimumRate.class);

    private final Duration grace;
    private final int bytesPerSecond;

    /**
     * A limit for each body and each response.
     *
     * @param grace how long the server waits in any case
     * @param bytesPerSecond the rate at which a client must send or take bytes after that
     */
    public MinimumRate(Duration grace, int bytesPerSecond) {
        this.grace = grace;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Request timed = new TimedRequest(request);
        return super.handle(timed, new TimedResponse(timed, response), callback);
    }

    /** The time that the server may still wait for one body or response. Its methods are never called concurrently. */
    private final class Patience {
        private final Request request;
        private long leftNanos = grace.toNanos();
        private long since;

        Patience(Request request) {
            this.request = request;
        }

        /**
         * Adds the time for some bytes. The credit is cut to the grace first, or a fast client could later stay silent
         * for long.
         */
        void moved(long count) {
            leftNanos = Math.min(leftNanos, grace.toNanos()) + count * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        }

        Scheduler.Task await() {
            since = System.nanoTime();
            return request.getComponents().getScheduler().schedule(this::close, leftNanos, TimeUnit.NANOSECONDS);
        }

        void over(Scheduler.Task timer) {
            timer.cancel();
            leftNanos -= System.nanoTime() - since;
        }

        private void close() {
            LOG.debug("closing a connection that is slower than {} bytes a second", bytesPerSecond);
            request.getConnectionMetaData().getConnection().getEndPoint().close();
        }
    }

    private final class TimedRequest extends Request.Wrapper {
        private final Patience patience = new Patience(this);

        TimedRequest(Request request) {
            super(request);
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                patience.moved(chunk.remaining());
            }
            return chunk;
        }

        @Override
        public void demand(Runnable available) {
            Scheduler.Task timer = patience.await();
            super.demand(Invocable.from(Invocable.getInvocationType(available), () -> {
                patience.over(timer);
                available.run();
            }));
        }
    }

    private final class TimedResponse extends Response.Wrapper {
        private final Patience patience;

        TimedResponse(Request request, Response response) {
            super(request, response);
            this.patience = new Patience(request);
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback written) {
            patience.moved(content == null ? 0 : content.remaining());
            Scheduler.Task timer = patience.await();
            super.write(last, content, Callback.from(() -> patience.over(timer), written));
        }
    }
}
