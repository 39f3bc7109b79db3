package io.clickmill.api.server;

import io.clickmill.api.http.ByteBudget;
import io.clickmill.api.http.SentAtOnce;
import io.clickmill.api.http.StaticContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.IteratingNestedCallback;
import org.jspecify.annotations.Nullable;

/**
 * Sends a response without a thread once its route has written all of it, so that a client that reads slowly holds no
 * thread. The response is copied, as long as all copies fit into a budget. A response over the budget is sent by its
 * thread. The bytes of {@link StaticContent} are not copied.
 *
 * <p>What belongs to a response that is {@link SentAtOnce} is copied in the same way and sent while its route goes on.
 * Over the budget such a response is broken off.
 */
public final class ThreadlessResponses extends Handler.Wrapper {
    /**
     * The maximum number of responses without room in the budget. Each holds a thread until it is sent: a quarter of
     * the 64.
     */
    private static final int MAX_THREADS_HELD = 16;

    private final ByteBudget budget;
    private final Semaphore threads = new Semaphore(MAX_THREADS_HELD);

    /** @param maxBytes limit for all copies together */
    public ThreadlessResponses(int maxBytes) {
        this.budget = new ByteBudget(maxBytes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Collected collected = new Collected(request, response, callback, budget.open(), threads);
        return super.handle(request, collected, collected);
    }

    private static final class Collected extends Response.Wrapper implements Callback {
        private final Callback callback;
        private final ByteBudget.Part part;
        private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
        private final Semaphore threads;
        private boolean passesThrough;
        /** Sends the response while it is written; null for one that is sent when it is complete. */
        private @Nullable SendAtOnce atOnce;

        Collected(Request request, Response response, Callback callback, ByteBudget.Part part, Semaphore threads) {
            super(request, response);
            this.callback = callback;
            this.part = part;
            this.threads = threads;
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback written) {
            if (passesThrough) {
                super.write(last, content, written);
            } else if (getRequest().getAttribute(SentAtOnce.ATTRIBUTE) != null) {
                writeAtOnce(content, written);
            } else if (content == null || !content.hasRemaining()) {
                written.succeeded();
            } else if (part.take(content.remaining())) {
                buffers.add(copy(content));
                written.succeeded();
            } else if (!threads.tryAcquire()) {
                written.failed(new IOException("no room for one more response to a slow client"));
            } else {
                passesThrough = true;
                buffers.add(content);
                new Send(buffers, last, written).iterate();
            }
        }

        private void writeAtOnce(@Nullable ByteBuffer content, Callback written) {
            SendAtOnce sending = atOnce == null ? new SendAtOnce() : atOnce;
            atOnce = sending;
            Throwable failure = sending.failure();
            if (failure != null) {
                written.failed(failure);
            } else if (content == null || !content.hasRemaining()) {
                written.succeeded();
            } else if (part.take(content.remaining())) {
                sending.add(copy(content));
                written.succeeded();
            } else {
                written.failed(new IOException("no room for one more response to a slow client"));
            }
        }

        private static ByteBuffer copy(ByteBuffer content) {
            return ByteBuffer.allocate(content.remaining()).put(content).flip();
        }

        @Override
        public void succeeded() {
            if (atOnce != null) {
                atOnce.end();
                return;
            }
            if (passesThrough) {
                finish(callback);
                return;
            }
            if (getRequest().getAttribute(StaticContent.BYTES) instanceof byte[] bytes) {
                buffers.add(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            }
            if (!getHeaders().contains(HttpHeader.CONTENT_LENGTH) && !buffers.isEmpty()) {
                getHeaders()
                        .put(
                                HttpHeader.CONTENT_LENGTH,
                                buffers.stream()
                                        .mapToLong(ByteBuffer::remaining)
                                        .sum());
            }
            new Send(buffers, true, Callback.from(this::close, callback)).iterate();
        }

        @Override
        public void failed(Throwable failure) {
            if (atOnce != null) {
                atOnce.breakOff(failure);
                return;
            }
            close();
            callback.failed(failure);
        }

        private void finish(Callback done) {
            close();
            done.succeeded();
        }

        private void close() {
            buffers.clear();
            part.close();
            if (passesThrough) {
                passesThrough = false;
                threads.release();
            }
        }

        /** Writes buffers one after another, as they come, until it is told that there are no more. */
        private final class SendAtOnce extends IteratingCallback {
            private final Deque<ByteBuffer> rest = new ConcurrentLinkedDeque<>();
            private volatile boolean isWritten;
            private volatile @Nullable Throwable failure;
            private final AtomicBoolean isCompleted = new AtomicBoolean();
            private int sending;
            private boolean isEnded;

            void add(ByteBuffer buffer) {
                rest.add(buffer);
                iterate();
            }

            /** What has ended the sending; null if nothing has. */
            @Nullable
            Throwable failure() {
                return failure;
            }

            /** The route has written everything. */
            void end() {
                isWritten = true;
                Throwable cause = failure;
                if (cause == null) {
                    iterate();
                } else {
                    complete(cause);
                }
            }

            /** The route has failed, after part of the response was sent. */
            void breakOff(Throwable cause) {
                isWritten = true;
                if (!abort(cause)) {
                    complete(cause);
                }
            }

            @Override
            protected Action process() {
                // The buffer before this one has been sent.
                part.giveBack(sending);
                sending = 0;
                boolean noMore = isWritten;
                ByteBuffer next = rest.poll();
                if (next != null) {
                    sending = next.remaining();
                    getWrapped().write(false, next, this);
                    return Action.SCHEDULED;
                }
                if (isEnded) {
                    return Action.SUCCEEDED;
                }
                if (!noMore) {
                    return Action.IDLE;
                }
                isEnded = true;
                getWrapped().write(true, BufferUtil.EMPTY_BUFFER, this);
                return Action.SCHEDULED;
            }

            @Override
            protected void onCompleteSuccess() {
                finish(callback);
            }

            @Override
            protected void onCompleteFailure(Throwable cause) {
                failure = cause;
                if (isWritten) {
                    complete(cause);
                }
            }

            /** Both the route and the sender may find out that the other has failed. */
            private void complete(Throwable cause) {
                if (isCompleted.compareAndSet(false, true)) {
                    close();
                    callback.failed(cause);
                }
            }
        }

        /** Writes the buffers one after another. */
        private final class Send extends IteratingNestedCallback {
            private final Deque<ByteBuffer> rest;
            private final boolean last;
            private boolean started;

            Send(Deque<ByteBuffer> rest, boolean last, Callback done) {
                super(done);
                this.rest = rest;
                this.last = last;
            }

            @Override
            protected Action process() {
                ByteBuffer next = rest.poll();
                if (next == null && started) {
                    return Action.SUCCEEDED;
                }
                started = true;
                getWrapped().write(last && rest.isEmpty(), next == null ? BufferUtil.EMPTY_BUFFER : next, this);
                return Action.SCHEDULED;
            }
        }
    }
}
