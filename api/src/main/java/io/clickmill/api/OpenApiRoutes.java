package io.clickmill.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.Services;
import io.clickmill.api.http.StaticContent;
import io.clickmill.api.http.WebJar;
import io.clickmill.contract.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * {@code GET /openapi.yaml} and {@code /openapi.json} return the description of every route, which is written by hand.
 * {@code GET /docs/} shows it in Swagger UI. All files come from the jar, so that the page works without the internet
 * and sends nothing to third parties. No key is needed.
 */
final class OpenApiRoutes implements Routes {
    private static final WebJar WEBJAR = WebJar.of("org.webjars", "swagger-ui");

    /** The files of Swagger UI that our page uses. */
    private static final List<String> WEBJAR_FILES =
            List.of("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png");

    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /** Allows nothing from other hosts. Swagger UI needs inline styles, and data URLs for its icons. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    @Override
    public void register(RoutesConfig routes, Services services) {
        byte[] yaml = resource("openapi.yaml");
        byte[] json = json(yaml);
        serve(routes, "/openapi.yaml", "application/yaml; charset=utf-8", yaml);
        serve(routes, "/openapi.json", "application/json", json);
        StaticContent page = new StaticContent("text/html; charset=utf-8", resource("docs/index.html"));
        routes.get("/docs", context -> page(context, page));
        serve(routes, "/docs/initializer.js", JAVASCRIPT, resource("docs/initializer.js"));
        for (String file : WEBJAR_FILES) {
            serve(routes, "/docs/" + file, contentType(file), WEBJAR.file(file));
        }
    }

    private static void serve(RoutesConfig routes, String path, String contentType, byte[] bytes) {
        StaticContent content = new StaticContent(contentType, bytes);
        routes.get(path, context -> content.write(context));
    }

    /**
     * Redirects {@code /docs} to {@code /docs/}. The router matches both, but the page's relative links need the slash.
     */
    private static void page(Context context, StaticContent page) {
        if (!context.path().endsWith("/")) {
            context.removeHeader("Cache-Control").redirect("docs/");
            return;
        }
        page.write(context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY));
    }

    private static String contentType(String file) {
        if (file.endsWith(".js")) {
            return JAVASCRIPT;
        }
        return file.endsWith(".css") ? "text/css; charset=utf-8" : "image/png";
    }

    private static byte[] json(byte[] yaml) {
        try {
            return new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is not valid YAML", e);
        }
    }

    private static byte[] resource(String name) {
        return Resources.bytes(OpenApiRoutes.class, name);
    }
}
