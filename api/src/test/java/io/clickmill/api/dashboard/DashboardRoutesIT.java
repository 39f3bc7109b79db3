package io.clickmill.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.MutableClock;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestClient;
import io.clickmill.api.TestKey;
import io.clickmill.api.auth.RevokeApiKey;
import io.clickmill.contract.Resources;
import io.clickmill.contract.Sha256;
import io.clickmill.contract.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages, their files, and signing in and out. */
final class DashboardRoutesIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import\\()\\s*'([^']+)'");
    private static final String BATCH = "{\"queries\":[{\"id\":\"a\"}]}";

    private static TestDatabase database;

    private final MutableClock clock = new MutableClock(NOW);
    private ClickStatsApi api;
    private TestClient client;
    private String key;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.create();
    }

    @BeforeEach
    void start() throws Exception {
        start(Map.of());
        key = TestKey.of("acme").create(database, NOW);
    }

    private void start(Map<String, String> settings) {
        api = TestApi.start(database, clock, settings);
        client = new TestClient(api.port(), Map.of());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void showsThePageToThoseWhoHaveSignedIn() throws Exception {
        HttpResponse<String> page = client.send(client.request("/?country=-DE").header("Cookie", signIn()));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body()).doesNotContain("{{").doesNotContain("style=").doesNotContain(key);
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy).contains("default-src 'none'").doesNotContain("unsafe");
        Matcher scripts = Pattern.compile("<script[^>]*>(.+?)</script>").matcher(page.body());
        assertThat(scripts.find()).isTrue();
        String digest =
                Base64.getEncoder().encodeToString(Sha256.of(scripts.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(policy).contains("script-src 'self' 'sha256-" + digest + "';");
        assertThat(scripts.find()).as("another script in the page").isFalse();
    }

    @Test
    void servesEveryFileThatThePagesLoad() throws Exception {
        String page =
                client.send(client.request("/").header("Cookie", signIn())).body()
                        + client.get("/login").body();
        Set<String> open = new HashSet<>();
        Matcher references = REFERENCE.matcher(page);
        String folder = "";
        while (references.find()) {
            String reference = references.group(1).replaceFirst("^\\./", "");
            if (reference.startsWith("assets/")) {
                open.add(reference);
                folder = reference.substring(0, reference.lastIndexOf('/') + 1);
            } else if (!reference.startsWith("data:")) {
                assertThat(client.get("/" + reference).statusCode())
                        .as(reference)
                        .isEqualTo(200);
            }
        }
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String path = open.iterator().next();
            open.remove(path);
            seen.add(path);
            HttpResponse<String> file = client.get("/" + path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, immutable");
            Matcher imports = IMPORT.matcher(file.body());
            while (imports.find()) {
                if (imports.group(1).startsWith("./")) {
                    open.add(folder + imports.group(1).substring(2));
                }
            }
            open.removeAll(seen);
        }
        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(client.get("/assets/another/app.js").statusCode()).isEqualTo(404);
        assertThat(client.get("/" + folder + "index.html").statusCode()).isEqualTo(404);
    }

    @Test
    void listsEveryFileOfItsFolder() throws Exception {
        Path folder = Path.of("src/main/resources/io/clickmill/api/dashboard");
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".html") && !name.equals("files.txt"))
                    .sorted()
                    .toList();
            assertThat(Resources.text(Assets.class, "files.txt").lines()).containsExactlyElementsOf(names);
        }
    }

    @Test
    void leadsBackToWhatWasWanted() throws Exception {
        HttpResponse<String> form = client.get("/login?next=%3Fcountry%3D-DE%26city%3DK%25C3%25B6ln");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
        assertThat(form.body())
                .contains("value=\"?country=-DE&amp;city=K%C3%B6ln\"")
                .contains("http://127.0.0.1:" + api.port() + "/v1/events")
                .doesNotContain("{{");
        String next = "&next=%3Fcountry%3D-DE%26city%3DK%25C3%25B6ln";
        assertThat(post("key=cm_wrong" + next).body()).contains("value=\"?country=-DE&amp;city=K%C3%B6ln\"");
        HttpResponse<String> signedIn = post("key=" + key + next);
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location")).hasValue("./?country=-DE&city=K%C3%B6ln");
    }

    @Test
    void refusesAFormThatIsNotThePages() throws Exception {
        assertThat(post("key=%ZZ").statusCode()).isEqualTo(400);
        assertThat(post("k".repeat(100_000)).statusCode()).isEqualTo(413);
        assertThat(post("k&".repeat(30_000) + "key=" + key).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "https://evil.example/", "/v1/stats", "javascript:alert(1)", "\\\\evil"})
    void leadsNowhereElse(String next) throws Exception {
        HttpResponse<String> signedIn = post("key=" + key + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        assertThat(signedIn.headers().firstValue("Location")).hasValue("./");
    }

    @Test
    void setsACookieThatScriptsAndOtherSitesCannotUse() throws Exception {
        HttpResponse<String> signedIn = post("key=" + key);
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("clickmill-" + api.port() + "=")
                .contains("Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=43200");
        assertThat(cookie).doesNotContain(key.substring(3));
    }

    @Test
    void needsHttpsBeyondThisMachine() throws Exception {
        assertThat(client.rawGet("/login?once=" + once())).contains("Set-Cookie: clickmill-80=");
        String word = once();
        String refused = client.raw("GET /login?once=" + word + " HTTP/1.1\r\nHost: clicks.example.com", "");
        assertThat(refused).startsWith("HTTP/1.1 403 ").contains("needs https").doesNotContain("Set-Cookie");
        assertThat(client.get("/login?once=" + word).statusCode())
                .as("the word is still good")
                .isEqualTo(303);
        api.close();
        start(Map.of("CLICKMILL_API_PUBLIC_URL", "https://clicks.example.com/stats"));
        assertThat(client.raw("GET /login?once=" + once() + " HTTP/1.1\r\nHost: clicks.example.com", ""))
                .contains("Set-Cookie: __Host-clickmill=", "Secure", "Location: ./\r\n");
    }

    private String once() {
        String path = api.signInPath(key);
        return path.substring(path.indexOf('=') + 1);
    }

    @Test
    void signsInOnceByALink() throws Exception {
        String path = api.signInPath(key);
        HttpResponse<String> first = client.get(path);
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(read(cookie(first), "same-origin", "/v1/me")).isEqualTo(200);
        HttpResponse<String> second = client.get(path);
        assertThat(second.statusCode()).isEqualTo(401);
        assertThat(second.body()).contains("has been used");
    }

    @Test
    void refusesKeysThatDoNotWork() throws Exception {
        requireRefused(post("key=cm_wrong"), 401, "does not exist");
        requireRefused(post("key="), 401, "does not exist");
        requireRefused(post(""), 401, "does not exist");
        requireRefused(post("key=" + TestKey.of("acme").revoked().create(database, NOW)), 401, "does not exist");
        requireRefused(post("key=" + TestKey.of("acme").expired().create(database, NOW)), 401, "has expired");
        String writer = TestKey.of("acme").scopes("events:write").create(database, NOW);
        requireRefused(post("key=" + writer), 403, "may not read statistics");
    }

    private static void requireRefused(HttpResponse<String> answer, int status, String text) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(text).contains("<form");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void limitsAttempts() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(post("key=cm_wrong").statusCode()).isEqualTo(401);
        }
        HttpResponse<String> refused = post("key=" + key);
        requireRefused(refused, 429, "Too many attempts");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        clock.advance(Duration.ofMinutes(1));
        assertThat(post("key=" + key).statusCode()).isEqualTo(303);
    }

    @Test
    void opensReadingAndNothingElse() throws Exception {
        String session = signIn();
        assertThat(read(session, "same-origin", "/v1/me")).isEqualTo(200);
        assertThat(read(session, "none", "/v1/stats")).isEqualTo(200);
        assertThat(read(session, "same-origin", "/v1/status")).isEqualTo(200);
        assertThat(read(session, "same-origin", "/v1/stats?account_id=other")).isEqualTo(403);
        assertThat(write(session, "/v1/stats/batch", BATCH)).isEqualTo(200);
        assertThat(write(session, "/v1/events", "{\"campaign_id\":\"c\"}")).isEqualTo(401);
        assertThat(write(session, "/v1/links", "{\"link_id\":\"l\"}")).isEqualTo(401);
        assertThat(write(session, "/track/lead", "{}")).isEqualTo(401);
        for (String path : List.of(
                "/events",
                "/analytics",
                "/tracking/link/stats/aggregated",
                "/v3/marketing/stats/automations/a/links",
                "/v2/emailmarketing/campaigns/1/tracking/clicks")) {
            assertThat(read(session, "same-origin", path)).as(path).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, , 200, 200",
        "none, , 200, 200",
        "same-site, , 403, 403",
        "cross-site, , 403, 403",
        "cross-site, own, 403, 403",
        ", own, 200, 200",
        ", https://evil.example, 200, 403",
        ", null, 200, 403",
        ", , 200, 403"
    })
    void takesTheCookieFromItsOwnPageOnly(String site, String origin, int get, int post) throws Exception {
        String session = signIn();
        assertThat(send(client.request("/v1/stats"), session, site, origin)).isEqualTo(get);
        assertThat(send(client.request("/v1/stats/batch").POST(BodyPublishers.ofString(BATCH)), session, site, origin))
                .isEqualTo(post);
        assertThat(send(client.request("/session").DELETE(), session, site, origin))
                .isEqualTo(post == 200 ? 204 : post);
        HttpRequest.Builder signingIn = client.request("/session").POST(BodyPublishers.ofString("key=" + key));
        assertThat(send(signingIn, "x=y", site, origin)).isEqualTo(post == 200 ? 303 : post);
    }

    private int send(HttpRequest.Builder request, String cookie, String site, String origin) throws Exception {
        request.header("Cookie", cookie);
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request.header("Origin", origin.equals("own") ? client.address("") : origin);
        }
        return client.send(request).statusCode();
    }

    @Test
    void endsWithTheKeyOrTheTimeOrByWish() throws Exception {
        String session = signIn();
        RevokeApiKey.run(database.owner(), key, NOW);
        Thread.sleep(5_500);
        assertThat(read(session, "same-origin", "/v1/me")).isEqualTo(401);

        key = TestKey.of("acme").create(database, NOW);
        session = signIn();
        clock.advance(Duration.ofHours(12));
        assertThat(read(session, "same-origin", "/v1/me")).isEqualTo(401);

        HttpResponse<String> ended = client.send(
                client.request("/session").DELETE().header("Cookie", signIn()).header("Sec-Fetch-Site", "same-origin"));
        assertThat(ended.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("clickmill-" + api.port() + "=")
                .contains("Expires=Thu, 01 Jan 1970");
    }

    @Test
    void renewsTheCookieWhileThePageIsOpen() throws Exception {
        String session = signIn();
        clock.advance(Duration.ofMinutes(61));
        HttpResponse<String> answer = client.send(client.request("/v1/me").header("Cookie", session));
        clock.advance(Duration.ofHours(11));
        assertThat(read(session, "same-origin", "/v1/me")).isEqualTo(401);
        assertThat(read(cookie(answer), "same-origin", "/v1/me")).isEqualTo(200);
    }

    @Test
    void survivesARestartWithTheSameSecret() throws Exception {
        Map<String, String> settings = Map.of("CLICKMILL_SESSION_KEY", "0123456789abcdef0123456789abcdef");
        api.close();
        start(settings);
        String session = signIn().split("=", 2)[1];
        api.close();
        start(settings);
        assertThat(read(named(session), "same-origin", "/v1/me")).isEqualTo(200);
        api.close();
        start(Map.of());
        assertThat(read(named(session), "same-origin", "/v1/me")).isEqualTo(401);
    }

    /** The cookie's name has the port, which the next process of the test does not keep. */
    private String named(String session) {
        return "clickmill-" + api.port() + "=" + session;
    }

    /** People paste the form's commands into a shell, and the form is HTML. */
    @ParameterizedTest
    @ValueSource(strings = {"'$(reboot)'", "<script>alert(1)</script>", "a;b", "a`b`", "x\"y"})
    void ignoresAHostHeaderThatIsNotAName(String host) throws Exception {
        assertThat(client.raw("GET /login HTTP/1.1\r\nHost: " + host, "")).doesNotContain(host);
        assertThat(client.raw("DELETE /session HTTP/1.1\r\nHost: " + host, "")).startsWith("HTTP/1.1 4");
    }

    private String signIn() throws Exception {
        HttpResponse<String> answer = post("key=" + key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return cookie(answer);
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private HttpResponse<String> post(String form) throws Exception {
        return client.send(client.request("/session")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form)));
    }

    private int read(String cookie, String site, String path) throws Exception {
        return send(client.request(path), cookie, site, null);
    }

    private int write(String cookie, String path, String body) throws Exception {
        return send(
                client.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)),
                cookie,
                "same-origin",
                null);
    }
}
