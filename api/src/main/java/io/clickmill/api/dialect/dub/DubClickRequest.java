package io.clickmill.api.dialect.dub;

import io.clickmill.api.dialect.dub.DubException.Code;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@code POST /track/click}, which a browser sends: what was clicked from the body, who clicked from the request.
 *
 * @param url where the click leads; empty for the link's
 */
record DubClickRequest(String domain, String key, String url, String referrer, String ip, String userAgent) {
    private static final int MAX_ID_CHARS = 1_024;
    private static final int MAX_URL_CHARS = 8_192;

    /**
     * Reads a request.
     *
     * @throws DubException naming the first field that is wrong
     */
    static DubClickRequest parse(Context context, DubBody body) {
        return new DubClickRequest(
                body.required("domain", MAX_ID_CHARS, "domain is required."),
                body.required("key", MAX_ID_CHARS, "key is required."),
                body.text("url", MAX_URL_CHARS),
                body.text("referrer", MAX_URL_CHARS),
                context.ip(),
                Optional.ofNullable(context.userAgent()).orElse(""));
    }

    /**
     * The link, of whichever account: the request has no key, as it comes from a browser.
     *
     * @throws DubException if there is none, or if several accounts claim it: nobody can tell whose the click is
     */
    Link link(LinkReader links) {
        List<Link> found = links.byShortLink(domain, key);
        if (found.isEmpty()) {
            throw DubException.notFound("Link not found for domain: " + domain + " and key: " + key + ".");
        }
        if (found.size() > 1) {
            throw new DubException(
                    Code.CONFLICT,
                    "More than one workspace has a link of domain: " + domain + " and key: " + key + ".");
        }
        return found.get(0);
    }
}
