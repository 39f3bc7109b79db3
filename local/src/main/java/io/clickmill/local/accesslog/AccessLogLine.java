package io.clickmill.local.accesslog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a line of a web server's log. Texts are empty if the line has {@code -}.
 *
 * @param ip the client's address, or its name if the server looked it up; without a port
 * @param host the virtual host, as the line has it
 * @param method the method; empty if the request line is not valid HTTP
 * @param url the request's path and query; the whole request line if it is not valid HTTP
 * @param status the final status, 100 to 599; 0 if no response was sent, -1 if the format does not record it
 * @param bytes the size of the response; -1 if the line has {@code -}
 * @param userAgent null if the format does not record it, {@code -} if the client sent none
 */
public record AccessLogLine(
        Instant timestamp,
        String ip,
        String host,
        String method,
        String url,
        int status,
        long bytes,
        String referer,
        @Nullable String userAgent) {}
