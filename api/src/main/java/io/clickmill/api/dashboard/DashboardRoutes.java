package io.clickmill.api.dashboard;

import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.http.StaticContent;
import io.clickmill.contract.Resources;
import io.clickmill.contract.Sha256;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /}: the dashboard, for people who have signed in. It sends others to {@code /login}. Its query string has the
 * parameters of {@code /v1/stats}. All of its files come from the jar, and it loads nothing from other hosts.
 */
public final class DashboardRoutes implements Routes {
    private static final Pattern IMPORT_MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>");

    @Override
    public void register(RoutesConfig routes, Services services) {
        Assets assets = new Assets();
        String html = Resources.text(DashboardRoutes.class, "index.html").replace("{{assets}}", assets.folder());
        Matcher importMap = IMPORT_MAP.matcher(html);
        if (!importMap.find()) {
            throw new IllegalStateException("index.html has no import map");
        }
        String script = "'sha256-"
                + Base64.getEncoder()
                        .encodeToString(Sha256.of(importMap.group(1).getBytes(StandardCharsets.UTF_8)))
                + "'";
        StaticContent page = new StaticContent("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
        // The page has no data, and finds out by itself whether anybody has signed in. The server could not: browsers
        // do
        // not send the cookie when somebody follows a link of another site.
        routes.get("/", context -> {
            // The query string may have filters such as an e-mail address.
            PageHeaders.write(context, script, "no-referrer");
            page.write(context);
        });
        SignInRoutes signIn = new SignInRoutes(assets.folder());
        signIn.register(routes, services);
        routes.get("/assets/{version}/{file}", context -> file(context, assets));
    }

    private static void file(Context context, Assets assets) {
        assets.file(context.path().substring(1))
                .orElseThrow(() -> new Failure(Kind.NOT_FOUND, "no such file in this release; load the page again"))
                .writeForever(context);
    }
}
