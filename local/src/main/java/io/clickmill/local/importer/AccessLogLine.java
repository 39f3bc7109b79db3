package io.clickmill.local.importer;

import java.time.Instant;

/**
 * What a line of a web server's log says, with the empty string where it says {@code -}.
 *
 * @param ip the client's address, or its name where the server looked it up
 * @param method empty if the request line is not of HTTP
 * @param url the request's path and query as logged; the whole request line if it is not of HTTP
 * @param status the final status, or -1
 * @param bytes of the response body; -1 where the log says {@code -}
 */
record AccessLogLine(
        Instant timestamp,
        String ip,
        String method,
        String url,
        int status,
        long bytes,
        String referer,
        String userAgent) {}
