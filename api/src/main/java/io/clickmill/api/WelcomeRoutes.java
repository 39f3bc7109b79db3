package io.clickmill.api;

import io.clickmill.api.http.PublicUrl;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.http.StaticContent;
import io.clickmill.contract.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.StringUtil;

/**
 * {@code GET /} returns a page for people who open the API's address in a browser. It says what the API is, links to
 * {@code /docs/}, and shows three requests to paste, with the URL under which clients reach the API. No key is needed;
 * the page holds no data.
 */
final class WelcomeRoutes implements Routes {
    /** The placeholder for the API's URL in the page. */
    private static final String URL_PLACE = "{{url}}";

    /** A name, an IPv4 address, or an IPv6 address in brackets; each with or without a port. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,255}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,64}](:[0-9]{1,5})?");

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void register(RoutesConfig routes, Services services) {
        String page = Resources.text(WelcomeRoutes.class, "welcome/index.html");
        StaticContent style = new StaticContent(
                "text/css; charset=utf-8", Resources.bytes(WelcomeRoutes.class, "welcome/welcome.css"));
        routes.get("/", context -> context.contentType("text/html; charset=utf-8")
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .result(page.replace(URL_PLACE, StringUtil.sanitizeXmlString(url(context, services.publicUrl())))));
        routes.get("/welcome.css", style::write);
    }

    /**
     * The configured URL, or else that of the request. A Host header with other characters is not used: people paste
     * the page's commands into a shell.
     */
    private static String url(Context context, PublicUrl publicUrl) {
        boolean usable = publicUrl.configured().isPresent()
                || Optional.ofNullable(context.host())
                        .filter(host -> HOST.matcher(host).matches())
                        .isPresent();
        return usable
                ? publicUrl.of(context, "")
                : "http://127.0.0.1:" + context.req().getLocalPort();
    }
}
