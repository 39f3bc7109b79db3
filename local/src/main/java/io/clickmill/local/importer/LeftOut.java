package io.clickmill.local.importer;

import io.clickmill.local.accesslog.AccessLogLine;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Why a request of a log is no click, unless all requests are asked for. */
public enum LeftOut {
    /** The response is an error, or none was sent: a status other than 2xx and 3xx. */
    FAILED("failed"),
    /** Only GET and POST open a page; HEAD, OPTIONS, PUT, PROPFIND and text that is not HTTP do not. */
    METHOD("HEAD, OPTIONS and other methods that open no page"),
    /** Images, style sheets, scripts and fonts belong to a page, and robots.txt and its kind are read by machines. */
    STATIC_FILE("static files"),
    /** A piece of a file: whoever reads or plays it asks for many. */
    PIECE("pieces of files (206)");

    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int BAD_REQUEST = 400;

    private static final Set<String> PAGE_METHODS = Set.of("GET", "POST");

    private static final Set<String> STATIC_EXTENSIONS = Set.of(
            "css",
            "js",
            "mjs",
            "map",
            "wasm",
            "gif",
            "jpg",
            "jpeg",
            "png",
            "apng",
            "webp",
            "avif",
            "bmp",
            "tif",
            "tiff",
            "svg",
            "svgz",
            "ico",
            "cur",
            "ttf",
            "otf",
            "woff",
            "woff2",
            "eot",
            "swf",
            "class",
            "webmanifest");

    private static final Set<String> STATIC_NAMES = Set.of(
            "robots.txt",
            "ads.txt",
            "app-ads.txt",
            "humans.txt",
            "security.txt",
            "sitemap.xml",
            "browserconfig.xml",
            "crossdomain.xml",
            "manifest.json");

    private final String description;

    LeftOut(String description) {
        this.description = description;
    }

    /** For people. */
    public String description() {
        return description;
    }

    /** Why this request is left out, or empty if it is a click. A log without status or method says nothing against it. */
    static Optional<LeftOut> of(AccessLogLine line) {
        int status = line.status();
        if (status >= 0 && (status < OK || status >= BAD_REQUEST)) {
            return Optional.of(FAILED);
        }
        boolean opensPage = line.method().isEmpty() ? line.url().startsWith("/") : PAGE_METHODS.contains(line.method());
        if (!opensPage) {
            return Optional.of(METHOD);
        }
        if (isStatic(line.url())) {
            return Optional.of(STATIC_FILE);
        }
        return status == PARTIAL_CONTENT ? Optional.of(PIECE) : Optional.empty();
    }

    private static boolean isStatic(String url) {
        int end = url.length();
        for (int i = 0; i < end; i++) {
            char character = url.charAt(i);
            if (character == '?' || character == '#' || character == ';') {
                end = i;
            }
        }
        String name = url.substring(url.lastIndexOf('/', end - 1) + 1, end).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return STATIC_NAMES.contains(name) || dot >= 0 && STATIC_EXTENSIONS.contains(name.substring(dot + 1));
    }
}
