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
 * Reads a {@code POST /track/click}, which a browser sends: what was clicked from the body, who clicked from the request.
 *
 * @param domain as it is given: a host, or a URL of it
 * @param url where the click leads; empty for the link's, also if what is given is no URL
 * @param isTracked whether the click counts; otherwise it gets an id, and nothing is recorded
 */
record ClickRequest(
        String domain, String key, String url, String referrer, String ip, String userAgent, boolean isTracked) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A header, or a parameter of the query, by which a client says that its click does not count. */
    private static final String NO_TRACK = "dub-no-track";

    private static final int MAX_ID_CHARS = 1_024;
    private static final int MAX_URL_CHARS = 8_192;

    /** What an event says where the client sent no user agent; an empty one would mean that it is not known. */
    private static final String NO_USER_AGENT = "-";

    /**
     * Reads a request.
     *
     * @throws ErrorAnswer naming the first field that is wrong
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
     * Tracks the click, if it counts, and answers with its id.
     *
     * @param accountId whose link it is, if the request has a key; without one the short link has to tell
     */
    String track(Optional<String> accountId, LinkReader links, TrackClicks clicks) {
        Link link = link(accountId, links);
        String id = isTracked ? clicks.track(link, url, ip, userAgent, referrer) : EventIds.random();
        return JSON.createObjectNode().put("clickId", id).toString();
    }

    /**
     * The link, of the account, or else of whichever has it.
     *
     * @throws ErrorAnswer if there is none, or if several accounts claim it: nobody can tell whose the click is
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
