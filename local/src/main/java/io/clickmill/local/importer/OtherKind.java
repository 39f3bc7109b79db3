package io.clickmill.local.importer;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Kinds of text files that people have and the import refuses. One of their first lines identifies them. */
enum OtherKind {
    CLOUDFRONT("an access log of Amazon CloudFront", "#Fields:.*\\bx-edge-location\\b.*"),
    INCAPSULA("a log of Imperva Incapsula (W3C extended)", "#Software: Incapsula.*"),
    SHOUTCAST("a log of SHOUTcast (W3C extended)", "#Software: SHOUTcast.*"),
    NETSCALER("a log of Citrix NetScaler (W3C extended)", "#Software: Netscaler.*"),
    IIS(
            "a log of IIS (W3C extended)",
            "#Software: (Microsoft Internet Information|IIS).*|#Fields:.*\\bs-sitename\\b.*"),
    W3C("a W3C extended log", "#(Fields|Version|Software): .*"),
    IIS_OWN("a log of IIS in its own format", "[^,\\s]+, [^,]*, [\\d./-]+, \\d{1,2}:\\d{2}:\\d{2}, (W3SVC|MSFTPSVC).*"),
    ALB(
            "an access log of an AWS Application Load Balancer (ALB)",
            "(https?|h2|grpcs|wss?) \\d{4}-\\d\\d-\\d\\dT\\S+ app/.*"),
    NLB("an access log of an AWS Network Load Balancer (NLB)", "tls \\d\\.\\d \\d{4}-\\d\\d-\\d\\dT.*"),
    ELB(
            "an access log of an AWS Classic Load Balancer (ELB)",
            "\\d{4}-\\d\\d-\\d\\dT\\S+Z \\S+ \\S+:\\d+ (\\S+:\\d+|-) -?[\\d.]+ -?[\\d.]+ -?[\\d.]+ .*"),
    S3("an access log of Amazon S3", "[0-9a-f]{64} \\S+ \\[[^\\]]+\\] \\S+ \\S+ \\S+ [A-Z]+\\..*"),
    HAPROXY("a log of HAProxy", ".*haproxy\\[\\d+\\]: .*"),
    ENVOY("an access log of Envoy", "\\[\\d{4}-\\d\\d-\\d\\dT[^\\]]+\\] \"[A-Z]+ .*"),
    SQUID("an access log of Squid", "\\d{9,10}\\.\\d{3} +-?\\d+ \\S+ [A-Z_]+/\\d{3} .*"),
    BUNNY("a log of bunny.net", "[A-Z-]+\\|\\d{3}\\|\\d{10,13}\\|.*"),
    APACHE_ERRORS("Apache's error log", "\\[\\w{3} \\w{3} [ \\d]\\d [\\d:.]+ \\d{4}\\] \\[.*"),
    NGINX_ERRORS("nginx's error log", "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[\\w+\\] \\d+#\\d+: .*"),
    SYSLOG(
            "a log of syslog; remove what comes before the web server's own lines",
            "(<\\d+>\\d? ?)?(\\w{3} [ \\d]\\d [\\d:]{8}|\\d{4}-\\d\\d-\\d\\dT\\S+) \\S+ [^\\s:]+: .*"),
    CADDY_JSON("a JSON access log of Caddy", "\\{.*\"logger\"\\s*:\\s*\"http\\.log\\.access.*|\\{.*\"resp_headers\".*"),
    TRAEFIK_JSON("a JSON access log of Traefik", "\\{.*\"(ClientAddr|ClientHost|DownstreamStatus)\".*"),
    GOOGLE_JSON("a log of Google Cloud", "\\{.*\"httpRequest\".*"),
    CLOUDFLARE_JSON("a log of Cloudflare", "\\{.*\"(EdgeStartTimestamp|ClientRequestURI|ClientRequestHost)\".*"),
    NGINX_JSON(
            "a JSON access log of nginx",
            "\\{.*\"(remote_addr|request_uri|body_bytes_sent|http_user_agent|time_iso8601|time_local|upstream_addr)\".*"),
    OTHER_JSON("a JSON access log", "(?!.*\"(timestamp|event_id)\")\\{.*\"(path|uri|url|request|referrer|status)\".*"),
    MARKUP("HTML or XML", "\\s*<(\\?xml|!DOCTYPE|!doctype|html|HTML).*");

    /** Number of lines to look at. Headers come first, and a kind without headers can be seen in any line. */
    private static final int LINES = 20;

    private final String description;
    private final Pattern line;

    OtherKind(String description, String line) {
        this.description = description;
        this.line = Pattern.compile(line, Pattern.DOTALL);
    }

    /** The kind of a file by its first lines; null if the file is not refused. */
    static @Nullable OtherKind of(List<String> lines) {
        List<String> first = lines.subList(0, Math.min(LINES, lines.size()));
        for (OtherKind kind : values()) {
            if (first.stream().anyMatch(text -> kind.line.matcher(text).matches())) {
                return kind;
            }
        }
        return null;
    }

    /** The message, to append to the file's name. */
    String message() {
        return "looks like " + description
                + " (expected: a log in the common or combined format, or JSON events; docs/import.md)";
    }
}
