package io.clickmill.local.importer;

import io.clickmill.local.accesslog.AccessLogLine;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The reasons why a request of a log is left out, unless the user asks for all requests. */
public enum LeftOut {
    /** The status is not 2xx or 3xx: the response is an error, or was not sent. */
    FAILED("failed"),
    /** The method is not GET or POST. HEAD, OPTIONS, PUT, PROPFIND and text that is not HTTP open no page. */
    METHOD("HEAD, OPTIONS and other methods that open no page"),
    /** Images, style sheets, scripts and fonts are parts of a page. Files such as robots.txt are read by machines. */
    STATIC_FILE("static files"),
    /** A piece of a file. A player or reader asks for many pieces of one file. */
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

    /** The description for people. */
    public String description() {
        return description;
    }

    /** The reason to leave out a request; empty if it is a click. An absent status or method is not a reason. */
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
