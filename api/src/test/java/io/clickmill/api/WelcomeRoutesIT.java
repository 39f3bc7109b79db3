package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.TestDatabase;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the page for people who open the API's address. */
class WelcomeRoutesIT {
    private static final Pattern LINK = Pattern.compile("(?:href)=\"([^\"]+)\"");

    private static TestDatabase database;
    private static ClickStatsApi api;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        api = TestApi.start(database, Clock.systemUTC(), Map.of());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void showsRequestsWithTheAddressUnderWhichItWasOpened() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(page.body())
                .contains("http://127.0.0.1:" + api.port() + "/v1/events</code>")
                .doesNotContain("{{");
    }

    @Test
    void linksOnlyToExistingPages() throws Exception {
        Matcher link = LINK.matcher(get("/").body());
        int found = 0;
        while (link.find()) {
            assertThat(get("/" + link.group(1)).statusCode()).as(link.group(1)).isIn(200, 503);
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(5);
    }

    /** People paste the page's commands into a shell, and the page is HTML. */
    @ParameterizedTest
    @ValueSource(strings = {"'$(reboot)'", "<script>alert(1)</script>", "a;b", "a`b`", "x\"y"})
    void ignoresAHostHeaderThatIsNotAName(String host) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain(host);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
