package io.clickmill.api.server;

import io.clickmill.api.http.ByteBudget;
import io.clickmill.api.http.RequestBodies;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Collects bodies of up to 128 KiB before a request gets a thread, so that a client that sends slowly holds no thread.
 * Larger bodies pass as they are: {@link RequestBodies} limits how many of them may hold a thread.
 *
 * <p>The bytes are copied. Jetty's own loader keeps the chunks: a body in chunks of one byte would be passed on before
 * it is complete, or take a hundred times its size.
 */
public final class SmallBodies implements ContentLoaderFactory {
    /** Maximum length of a collected body. No body that needs no key is longer. */
    public static final int MAX_BYTES = 128 * 1024;

    /** Limit for all bodies that are being collected. A body that finds no room passes like a larger one. */
    private static final int MAX_BYTES_AT_ONCE = 32 * 1024 * 1024;

    private final ByteBudget budget = new ByteBudget(MAX_BYTES_AT_ONCE);

    @Override
    public @Nullable String getApplicableMimeType() {
        return null;
    }

    @Override
    public @Nullable ContentLoader newContentLoader(
            @Nullable String contentType,
            @Nullable String mimeType,
            Handler handler,
            Request request,
            Response response,
            Callback callback) {
        return request.getLength() > MAX_BYTES ? null : new Loader(handler, request, response, callback, budget.open());
    }

    private static final class Loader extends ContentLoader {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ByteBudget.Part part;

        Loader(Handler handler, Request request, Response response, Callback callback, ByteBudget.Part part) {
            super(handler, request, response, callback);
            this.part = part;
        }

        @Override
        protected void load() {
            read(false);
        }

        private void read(boolean needsThread) {
            while (true) {
                Content.Chunk chunk = getRequest().read();
                if (chunk == null) {
                    getRequest().demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> read(true)));
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    pass(new Collected(getRequest(), bytes.toByteArray(), false, chunk), true, needsThread);
                    return;
                }
                boolean last = chunk.isLast();
                boolean room = part.take(chunk.remaining());
                copy(chunk);
                if (last || !room || bytes.size() >= MAX_BYTES) {
                    pass(new Collected(getRequest(), bytes.toByteArray(), last, null), last, needsThread);
                    return;
                }
            }
        }

        private void copy(Content.Chunk chunk) {
            byte[] content = new byte[chunk.remaining()];
            chunk.get(content, 0, content.length);
            bytes.writeBytes(content);
            chunk.release();
        }

        private void pass(Request collected, boolean complete, boolean needsThread) {
            part.close();
            if (complete) {
                collected.setAttribute(RequestBodies.COMPLETE, true);
            }
            if (needsThread) {
                getRequest().getContext().execute(() -> handle(collected, getResponse(), getCallback()));
            } else {
                handle(collected, getResponse(), getCallback());
            }
        }
    }

    /** A request whose body starts with the collected bytes; what follows is read from the client. */
    private static final class Collected extends Request.Wrapper {
        private final Deque<Content.Chunk> chunks = new ArrayDeque<>();

        Collected(Request request, byte[] bytes, boolean last, Content.@Nullable Chunk failure) {
            super(request);
            chunks.add(Content.Chunk.from(ByteBuffer.wrap(bytes), last));
            if (failure != null) {
                chunks.add(failure);
            }
        }

        @Override
        public Content.@Nullable Chunk read() {
            return chunks.isEmpty() ? super.read() : chunks.removeFirst();
        }
    }
}
