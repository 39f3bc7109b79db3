package io.clickmill.api.dashboard;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.KeyCheck;
import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.ClientAddress;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.PublicUrl;
import io.clickmill.api.http.RateLimitHeaders;
import io.clickmill.api.http.Services;
import io.clickmill.api.http.SessionCookie;
import io.clickmill.contract.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.StringUtil;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a key. {@code GET /login} shows a form, which works without scripts, and {@code POST /session} takes
 * it: it sets the cookie and goes on to the dashboard. {@code GET /login?once=…} does so with the word that was printed
 * when the system was started. {@code DELETE /session} ends the session in this browser.
 */
final class SignInRoutes {
    /** A key, and a query string with many filters. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final int MAX_MEMBERS = 8;

    private static final String NEEDS_HTTPS =
            "Signing in needs https, or the page opened as localhost on the machine of the"
                    + " API. Behind a proxy set CLICKMILL_API_PUBLIC_URL.";

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
            String next = text(context.queryParam("next"));
            if (once == null) {
                show(context, services, HttpStatus.OK, "", next);
            } else {
                follow(context, services, once);
            }
        });
        routes.post("/session", context -> signIn(context, services));
        routes.delete("/session", context -> {
            SessionCookie.requireOwnPage(context, services);
            SessionCookie.delete(context, services);
            context.status(HttpStatus.NO_CONTENT);
        });
    }

    private void follow(Context context, Services services, String once) {
        if (!SessionCookie.mayBegin(context, services)) {
            show(context, services, HttpStatus.FORBIDDEN, NEEDS_HTTPS, "");
            return;
        }
        Optional<String> keyId = services.sessions().redeem(once);
        if (keyId.isEmpty()) {
            show(
                    context,
                    services,
                    HttpStatus.UNAUTHORIZED,
                    "This link has been used, or is older than ten minutes. Sign in with the key.",
                    "");
            return;
        }
        begin(context, services, keyId.get(), "");
    }

    private void signIn(Context context, Services services) {
        SessionCookie.requireOwnPage(context, services);
        Decision decision = services.limits().takeSignIn(ClientAddress.network(context.ip()));
        if (!decision.allowed()) {
            RateLimitHeaders.write(context, decision);
            show(context, services, HttpStatus.TOO_MANY_REQUESTS, "Too many attempts. Wait a minute.", "");
            return;
        }
        Map<String, String> form = services.bodies().read(context, MAX_BODY_BYTES, SignInRoutes::form);
        String next = text(form.get("next"));
        if (!SessionCookie.mayBegin(context, services)) {
            show(context, services, HttpStatus.FORBIDDEN, NEEDS_HTTPS, next);
            return;
        }
        KeyCheck check = services.keys().check(text(form.get("key")).strip());
        if (!(check instanceof KeyCheck.Granted granted)) {
            String message = check instanceof KeyCheck.Expired
                    ? "This key has expired."
                    : "This key does not exist, or was revoked. A key is cm_ and 40 letters and digits.";
            show(context, services, HttpStatus.UNAUTHORIZED, message, next);
            return;
        }
        Principal principal = granted.principal();
        if (!principal.allows(KeyScopes.STATS_READ)) {
            String message = "This key may not read statistics. It lacks the scope " + KeyScopes.STATS_READ + ".";
            show(context, services, HttpStatus.FORBIDDEN, message, next);
            return;
        }
        begin(context, services, principal.keyId(), next);
    }

    /** The members of a form; of a name that repeats, the last. */
    private static Map<String, String> form(byte[] body) {
        Map<String, String> form = new HashMap<>();
        for (String member : new String(body, StandardCharsets.UTF_8).split("&", MAX_MEMBERS)) {
            int equals = member.indexOf('=');
            if (equals > 0) {
                form.put(member.substring(0, equals), decoded(member.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Failure(Kind.BAD_REQUEST, "body: not the form of the page");
        }
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }

    private static void begin(Context context, Services services, String keyId, String next) {
        SessionCookie.write(context, services, keyId);
        // A relative path, so that a prefix of the URL stays. Whatever `next` says, it leads to the dashboard.
        context.redirect("./" + (next.startsWith("?") ? next : ""), HttpStatus.SEE_OTHER);
    }

    private void show(Context context, Services services, HttpStatus status, String message, String next) {
        // Old browsers tell where the form comes from only if the policy lets them.
        PageHeaders.write(context, "", "same-origin");
        context.status(status)
                .contentType("text/html; charset=utf-8")
                .result(page.replace("{{url}}", escaped(url(context, services.publicUrl())))
                        .replace("{{next}}", escaped(next))
                        .replace("{{message}}", escaped(message)));
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
}
