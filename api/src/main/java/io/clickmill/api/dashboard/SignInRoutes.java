package io.clickmill.api.dashboard;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.KeyCheck;
import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.ClientAddress;
import io.clickmill.api.http.PublicUrl;
import io.clickmill.api.http.RateLimitHeaders;
import io.clickmill.api.http.Services;
import io.clickmill.api.http.SessionCookie;
import io.clickmill.contract.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.StringUtil;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * Signing in with a key. {@code GET /login} shows a form, which works without scripts, and {@code POST /session} takes
 * it: it sets the cookie and goes on to the dashboard. {@code GET /login?once=…} does so with the word that was printed
 * when the system was started. {@code DELETE /session} ends the session in this browser.
 */
final class SignInRoutes {
    private static final int MAX_BODY_BYTES = 64 * 1024;

    /** A name, an IPv4 address, or an IPv6 address in brackets; each with or without a port. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,255}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,64}](:[0-9]{1,5})?");

    private final String page;

    SignInRoutes(String assets) {
        page = Resources.text(SignInRoutes.class, "login.html").replace("{{assets}}", assets);
    }

    void register(RoutesConfig routes, Services services) {
        routes.get("/login", context -> {
            String once = context.queryParam("once");
            if (once == null) {
                show(context, services, HttpStatus.OK, "");
                return;
            }
            Optional<String> keyId = services.sessions().redeem(once);
            if (keyId.isEmpty()) {
                show(
                        context,
                        services,
                        HttpStatus.UNAUTHORIZED,
                        "This link has been used, or is older than ten minutes. Sign in with the key.");
                return;
            }
            begin(context, services, keyId.get(), "");
        });
        routes.post("/session", context -> signIn(context, services));
        routes.delete("/session", context -> {
            SessionCookie.requireOwnPage(context, services);
            SessionCookie.delete(context, services);
            context.status(HttpStatus.NO_CONTENT);
        });
    }

    private void signIn(Context context, Services services) {
        SessionCookie.requireOwnPage(context, services);
        Fields form = services.bodies().read(context, MAX_BODY_BYTES, SignInRoutes::form);
        Decision decision = services.limits().takeSignIn(ClientAddress.network(context.ip()));
        if (!decision.allowed()) {
            RateLimitHeaders.write(context, decision);
            show(context, services, HttpStatus.TOO_MANY_REQUESTS, "Too many attempts. Wait a minute.");
            return;
        }
        String key = Optional.ofNullable(form.getValue("key")).orElse("").strip();
        KeyCheck check = services.keys().check(key);
        if (!(check instanceof KeyCheck.Granted granted)) {
            String message = check instanceof KeyCheck.Expired
                    ? "This key has expired."
                    : "This key does not exist, or was revoked. A key is cm_ and 40 letters and digits.";
            show(context, services, HttpStatus.UNAUTHORIZED, message);
            return;
        }
        Principal principal = granted.principal();
        if (!principal.allows(KeyScopes.STATS_READ)) {
            show(
                    context,
                    services,
                    HttpStatus.FORBIDDEN,
                    "This key may not read statistics. It lacks the scope " + KeyScopes.STATS_READ + ".");
            return;
        }
        begin(
                context,
                services,
                principal.keyId(),
                Optional.ofNullable(form.getValue("next")).orElse(""));
    }

    private static Fields form(byte[] body) {
        Fields fields = new Fields();
        UrlEncoded.decodeTo(new String(body, StandardCharsets.UTF_8), fields::add, StandardCharsets.UTF_8);
        return fields;
    }

    private static void begin(Context context, Services services, String keyId, String next) {
        SessionCookie.write(context, services, keyId);
        // A relative path, so that a prefix of the URL stays. Whatever `next` says, it leads to the dashboard.
        context.redirect("./" + (next.startsWith("?") ? next : ""), HttpStatus.SEE_OTHER);
    }

    private void show(Context context, Services services, HttpStatus status, String message) {
        PageHeaders.write(context, "");
        context.status(status)
                .contentType("text/html; charset=utf-8")
                .result(page.replace("{{url}}", escaped(url(context, services.publicUrl())))
                        .replace("{{next}}", escaped(next(context)))
                        .replace("{{message}}", escaped(message)));
    }

    private static String next(Context context) {
        return Optional.ofNullable(context.queryParam("next")).orElse("");
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

    private static String escaped(String text) {
        return StringUtil.sanitizeXmlString(text);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
