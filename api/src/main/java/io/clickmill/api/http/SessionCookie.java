package io.clickmill.api.http;

import io.clickmill.api.auth.Principal;
import io.clickmill.api.auth.Sessions;
import io.clickmill.api.auth.Sessions.Session;
import io.clickmill.api.http.Failure.Kind;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.SameSite;
import java.util.Optional;
import java.util.Set;

/**
 * The session of a page, in a cookie that scripts cannot read and other sites cannot use. It opens requests that only
 * read, to the native endpoints alone.
 *
 * <p>The cookie needs HTTPS, unless the page is opened on the machine on which the API runs.
 */
public final class SessionCookie {
    /** Browsers take a cookie of this name only over HTTPS and for this host alone. */
    private static final String SECURE_NAME = "__Host-clickmill";

    /** Cookies do not tell ports apart, and somebody may run two systems on one machine. */
    private static final String LOOPBACK_NAME = "clickmill-";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private SessionCookie() {}

    /**
     * The owner of the key that the reader of the page has signed in with; empty without a session.
     *
     * @throws Failure 401 if the key has been revoked or has expired, 403 if another site sends the request
     */
    static Optional<Principal> reader(Context context, Services services) {
        Optional<Session> found =
                Optional.ofNullable(context.cookie(name(context, services))).flatMap(services.sessions()::find);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        requireOwnPage(context, services);
        Session session = found.get();
        Principal reader = PresentedKey.owner(
                services.keys().checkId(session.keyId()),
                "the API key of this session has expired",
                "the API key of this session was revoked");
        if (session.isOld()) {
            set(context, services, services.sessions().renew(session), (int) Sessions.LENGTH.toSeconds());
        }
        return Optional.of(reader);
    }

    /** Whether a session may begin: others cannot read the cookie on its way. */
    public static boolean mayBegin(Context context, Services services) {
        return isSecure(context, services) || isLoopback(context);
    }

    /**
     * Begins a session, if it may begin.
     *
     * @param keyId identifies the key
     */
    public static void write(Context context, Services services, String keyId) {
        set(context, services, services.sessions().begin(keyId), (int) Sessions.LENGTH.toSeconds());
    }

    /** Ends the session in this browser. */
    public static void delete(Context context, Services services) {
        set(context, services, "", 0);
    }

    private static void set(Context context, Services services, String value, int maxAge) {
        boolean secure = isSecure(context, services);
        context.cookie(new Cookie(name(context, services), value, "/", maxAge, secure, true, null, SameSite.STRICT));
    }

    private static String name(Context context, Services services) {
        return isSecure(context, services)
                ? SECURE_NAME
                : LOOPBACK_NAME + context.req().getServerPort();
    }

    private static boolean isSecure(Context context, Services services) {
        return services.publicUrl().of(context, "").startsWith("https:");
    }

    private static boolean isLoopback(Context context) {
        return Optional.ofNullable(context.host())
                .map(host -> host.replaceFirst(":[0-9]+$", ""))
                .filter(LOOPBACK::contains)
                .isPresent();
    }

    /**
     * Requires that a request comes from a page of this API. A request to read may also come from the address bar. Old
     * browsers do not say where a request comes from, but do say the origin of a request that could change something.
     *
     * @throws Failure 403
     */
    public static void requireOwnPage(Context context, Services services) {
        String site = context.header("Sec-Fetch-Site");
        boolean isOwn;
        if (site != null) {
            isOwn = site.equals("same-origin") || site.equals("none");
        } else if (context.method().equals(HandlerType.GET)) {
            isOwn = true;
        } else {
            isOwn = origin(services.publicUrl().of(context, "")).equals(context.header("Origin"));
        }
        if (!isOwn) {
            throw new Failure(Kind.FORBIDDEN, "a request from another site (expected: one from the page itself)");
        }
    }

    /** The origin as browsers write it: without a path, and without the port that the scheme has anyway. */
    private static String origin(String url) {
        return url.replaceFirst("^(https?://[^/]*).*", "$1")
                .replaceFirst("^(http://.*):80$|^(https://.*):443$", "$1$2");
    }
}
