package io.clickmill.local.accesslog;

import java.util.Optional;

/**
 * The formats that are recognized automatically, written in Apache's directives. They cover nginx's {@code combined}
 * and {@code main}, {@code combinedio}, {@code vhost_combined}, and the usual logs of Jetty, Tomcat, Traefik, lighttpd,
 * Icecast and others, with or without further fields at the end. At most one of them matches a line.
 */
public enum ServerFormat {
    COMBINED("combined", "%h %l %u %t" + Text.COMBINED),
    COMMON("common", "%h %l %u %t" + Text.COMMON),
    VHOST_COMBINED("combined after the virtual host (vhost_combined)", "%v %h %l %u %t" + Text.COMBINED),
    VHOST_COMMON("common after the virtual host", "%v %h %l %u %t" + Text.COMMON),
    /** The format of Apache on Elastic Beanstalk. */
    FORWARDED_COMBINED(
            "combined with forwarded addresses in brackets", "%h (%{X-Forwarded-For}i) %l %u %t" + Text.COMBINED),
    FORWARDED_COMMON("common with forwarded addresses in brackets", "%h (%{X-Forwarded-For}i) %l %u %t" + Text.COMMON),
    /** The format of Gandi's web hosting, which writes the request's duration after its time. */
    DURATION_COMBINED("combined after the virtual host, with the duration", "%v %h %l %u %t (%T s)" + Text.COMBINED);

    private final String description;
    private final String directives;

    ServerFormat(String description, String directives) {
        this.description = description;
        this.directives = directives;
    }

    /** The parts that several formats share. */
    private static final class Text {
        private static final String COMMON = " \"%r\" %>s %b";
        private static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"";
    }

    /** The description for people. */
    String description() {
        return description;
    }

    boolean hasVirtualHost() {
        return directives.startsWith("%v");
    }

    /** Compiles this format. Only one thread may use the result. */
    LogFormat compile() {
        return LogFormat.compile(directives, new Trailing(directives.endsWith(Text.COMBINED)));
    }

    /** The format by the name that servers give it; empty for an unknown name. */
    public static Optional<ServerFormat> named(String name) {
        return switch (name) {
            case "combined", "combinedio", "main" -> Optional.of(COMBINED);
            case "common" -> Optional.of(COMMON);
            case "vhost_combined" -> Optional.of(VHOST_COMBINED);
            case "vhost_common" -> Optional.of(VHOST_COMMON);
            default -> Optional.empty();
        };
    }
}
