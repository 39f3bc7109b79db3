package io.clickmill.local.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.FullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/**
 * A guard before Flink's web page. It passes only GET and HEAD requests whose Host header is a name of this machine. A
 * page of another site whose name was made to point here (DNS rebinding) sends that site's name. Flink finds this class
 * through {@code META-INF/services}.
 */
public final class LocalRequestsOnly implements InboundChannelHandlerFactory {
    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<ChannelHandler> createHandler(Configuration configuration, Map<String, String> responseHeaders) {
        return Optional.of(new Guard(configuration.get(RestOptions.PORT)));
    }

    /** The status to answer instead of passing the request to Flink; empty to pass it. */
    static Optional<HttpResponseStatus> refusal(String method, String host, int port) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(HttpResponseStatus.METHOD_NOT_ALLOWED);
        }
        Set<String> own = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        return own.contains(host.toLowerCase(Locale.ROOT))
                ? Optional.empty()
                : Optional.of(HttpResponseStatus.FORBIDDEN);
    }

    /** The guard of one connection. */
    private static final class Guard extends ChannelInboundHandlerAdapter {
        private final int port;
        private boolean refused;

        Guard(int port) {
            this.port = port;
        }

        /** Adds the guard before the handlers that accept uploads and collect bodies. */
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            String codec = context.pipeline().context(HttpServerCodec.class).name();
            context.pipeline().addAfter(codec, null, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext inner, Object message) {
                    read(inner, message);
                }
            });
        }

        private void read(ChannelHandlerContext context, Object message) {
            if (!refused && message instanceof HttpRequest request) {
                String host = request.headers().get(HttpHeaderNames.HOST, "");
                refusal(request.method().name(), host, port).ifPresent(status -> refuse(context, status));
            }
            if (refused) {
                ReferenceCountUtil.release(message);
            } else {
                context.fireChannelRead(message);
            }
        }

        private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
            refused = true;
            String text = status.equals(HttpResponseStatus.FORBIDDEN)
                    ? "Host: another name (expected: 127.0.0.1:" + port + " or localhost:" + port + ")\n"
                    : "method: not taken (expected: GET or HEAD; `clickmill down` stops the system)\n";
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                    .set(HttpHeaderNames.CONNECTION, "close");
            if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
                response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET + ", " + HttpMethod.HEAD);
            }
            var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
