package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.track.EventIds;
import io.clickmill.api.track.TrackClicks;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@code POST /track/click} that a browser sends. The body says what was clicked, the request itself says who
 * clicked.
 *
 * @param domain a host, or a URL with this host, as it was sent
 * @param url the destination of the click; empty for the link's own, which is also taken if the text sent is not a URL
 * @param isTracked whether the click is recorded; if not, it still gets an id
 */
record ClickRequest(
        String domain, String key, String url, String referrer, String ip, String userAgent, boolean isTracked) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The header or query parameter with which a client asks that its click is not recorded. */
    private static final String NO_TRACK = "dub-no-track";

    private static final int MAX_ID_CHARS = 1_024;
    private static final int MAX_URL_CHARS = 8_192;

    /** The user agent of an event whose client sent none. An empty one would mean that it is unknown. */
    private static final String NO_USER_AGENT = "-";

    /**
     * Reads a request.
     *
     * @throws ErrorAnswer naming the first invalid field
     */
    static ClickRequest parse(Context context, Body body) {
        String userAgent = Optional.ofNullable(context.userAgent())
                .filter(sent -> !sent.isBlank())
                .orElse(NO_USER_AGENT);
        if (userAgent.length() > MAX_URL_CHARS) {
            throw Errors.invalid(
                    "too_big", "User-Agent", "Too big: expected string to have <=" + MAX_URL_CHARS + " characters");
        }
        return new ClickRequest(
                body.required("domain", MAX_ID_CHARS, "domain is required."),
                body.required("key", MAX_ID_CHARS, "key is required."),
                Optional.of(body.text("url", MAX_URL_CHARS))
                        .filter(Url::isAbsolute)
                        .orElse(""),
                body.text("referrer", MAX_URL_CHARS),
                context.ip(),
                userAgent,
                context.header(NO_TRACK) == null && context.queryParam(NO_TRACK) == null);
    }

    /**
     * Records the click, unless the client asks not to, and answers with its id.
     *
     * @param accountId the account of the request's key; empty without a key, when the short link determines the
     *     account
     */
    String track(Optional<String> accountId, LinkReader links, TrackClicks clicks) {
        Link link = link(accountId, links);
        String id = isTracked ? clicks.track(link, url, ip, userAgent, referrer) : EventIds.random();
        return JSON.createObjectNode().put("clickId", id).toString();
    }

    /**
     * The link at this domain and key: the account's, or the only one of any account if the account is unknown.
     *
     * @throws ErrorAnswer if no such link exists, or if several accounts have one, so that the click's account is
     *     unclear
     */
    private Link link(Optional<String> accountId, LinkReader links) {
        List<Link> found = find(accountId, domain, links);
        if (found.isEmpty()) {
            found = Url.domain(domain)
                    .filter(host -> !host.equals(domain))
                    .map(host -> find(accountId, host, links))
                    .orElse(found);
        }
        if (found.isEmpty()) {
            throw Errors.notFound("Link not found for domain: " + domain + " and key: " + key + ".");
        }
        if (found.size() > 1) {
            throw Errors.error(
                    HttpStatus.CONFLICT,
                    "More than one workspace has a link of domain: " + domain + " and key: " + key + ".");
        }
        return found.get(0);
    }

    private List<Link> find(Optional<String> accountId, String host, LinkReader links) {
        return accountId
                .map(account -> links.byShortLink(account, host, key).stream().toList())
                .orElseGet(() -> links.byShortLink(host, key));
    }
}
