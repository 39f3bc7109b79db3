package io.clickmill.api.dialect.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sendgrid.Method;
import com.sendgrid.Request;
import com.sendgrid.Response;
import com.sendgrid.SendGrid;
import io.clickmill.api.DialectKit;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends requests with the vendor's own client, of which only host and key are changed. */
final class SendGridClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUTOMATION = "marketing/stats/automations/f15982c1-a82c-4e87-a6b2-a4a63b4b7644/links";
    private static final String SINGLE_SEND = "marketing/stats/singlesends/ZGkrHSypTsudrGkmdpJJ/links";

    @RegisterExtension
    static final DialectKit KIT = SendGridFixture.kit();

    @Test
    void listsTheLinksOfAnAutomation() throws Exception {
        JsonNode links = links(AUTOMATION, Map.of());
        assertThat(links.get("total_clicks").asInt()).isEqualTo(13);
        assertThat(links.at("/_metadata/count").asInt()).isEqualTo(7);
        assertThat(links.at("/results/0").toString())
                .isEqualTo("{\"url\":\"https://shop.test/\",\"url_location\":0,\"step_id\":\"all\",\"clicks\":6}");
    }

    @Test
    void listsTheLinksOfASingleSend() throws Exception {
        JsonNode links = links(SINGLE_SEND, Map.of("group_by", "ab_variation,ab_phase"));
        assertThat(links.get("total_clicks").asInt()).isEqualTo(5);
        assertThat(links.get("results").findValuesAsText("ab_variation")).containsExactly("all", "all", "all");
    }

    @Test
    void groupsByStep() throws Exception {
        JsonNode links = links(AUTOMATION, Map.of("group_by", "step_id"));
        assertThat(links.get("results").findValuesAsText("step_id"))
                .containsExactly("", "step-1", "step-1", "step-1", "step-1", "step-1", "step-2", "step-2", "step-2");
    }

    /** The client turns a value with an ampersand in it into a repeated parameter. */
    @Test
    void filtersBySteps() throws Exception {
        assertThat(links(AUTOMATION, Map.of("step_ids", "step-2"))
                        .get("total_clicks")
                        .asInt())
                .isEqualTo(4);
        for (String both : List.of("step-1,step-2", "step-1&step-2")) {
            assertThat(links(AUTOMATION, Map.of("step_ids", both))
                            .get("total_clicks")
                            .asInt())
                    .isEqualTo(12);
        }
    }

    @Test
    void followsPagesForthAndBack() throws Exception {
        List<String> urls = new ArrayList<>();
        JsonNode page = links("marketing/stats/automations/auto-many/links", Map.of("page_size", "40"));
        JsonNode first = page;
        List<Integer> sizes = new ArrayList<>();
        for (; ; ) {
            sizes.add(page.get("results").size());
            urls.addAll(page.get("results").findValuesAsText("url"));
            if (!page.get("_metadata").has("next")) {
                break;
            }
            page = follow(page.at("/_metadata/next").asText());
        }
        assertThat(sizes).containsExactly(40, 40, 21);
        assertThat(urls)
                .isEqualTo(IntStream.rangeClosed(0, 100)
                        .mapToObj(SendGridFixture::url)
                        .toList());
        JsonNode second = follow(page.at("/_metadata/prev").asText());
        assertThat(follow(second.at("/_metadata/prev").asText()).get("results")).isEqualTo(first.get("results"));
    }

    @Test
    void passesErrorsToTheClient() throws Exception {
        requireError(400, "page_size", ask("key", AUTOMATION, Map.of("page_size", "101")));
        requireError(400, "group_by", ask("key", AUTOMATION, Map.of("group_by", "url")));
        requireError(400, "step_ids", ask("key", AUTOMATION, Map.of("step_ids", "a,a")));
        requireError(400, "page_token", ask("key", AUTOMATION, Map.of("page_token", "none")));
        requireError(401, null, ask("revoked", AUTOMATION, Map.of()));
        requireError(403, null, ask("no-scope", AUTOMATION, Map.of()));
        requireError(404, null, ask("key", "marketing/stats/automations/none/links", Map.of()));
        requireError(404, null, ask("key", "marketing/stats/automations", Map.of()));
        assertThat(ask("limited", AUTOMATION, Map.of()).getStatusCode()).isEqualTo(200);
        Response limited = ask("limited", AUTOMATION, Map.of());
        requireError(429, null, limited);
        assertThat(limited.getHeaders()).containsEntry("X-RateLimit-Remaining", "0");
    }

    private static void requireError(int status, String field, Response answer) throws Exception {
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.getBody()).at("/errors/0");
        assertThat(error.get("message").asText()).isNotEmpty();
        assertThat(error.get("field").textValue()).isEqualTo(field);
    }

    private static JsonNode links(String endpoint, Map<String, String> parameters) throws Exception {
        Response answer = ask("key", endpoint, parameters);
        assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
        return JSON.readTree(answer.getBody());
    }

    /** Requests an absolute URL. The client accepts only its parts. */
    private static JsonNode follow(String address) throws Exception {
        URI uri = URI.create(address);
        assertThat(uri.getAuthority()).isEqualTo("127.0.0.1:" + KIT.port());
        Request parts = new Request();
        for (String parameter : uri.getRawQuery().split("&")) {
            String[] nameAndValue = parameter.split("=", 2);
            parts.addQueryParam(nameAndValue[0], URLDecoder.decode(nameAndValue[1], StandardCharsets.UTF_8));
        }
        return links(uri.getPath().replaceFirst("^/v3/", ""), parts.getQueryParams());
    }

    private static Response ask(String key, String endpoint, Map<String, String> parameters) throws Exception {
        SendGrid client = new SendGrid(KIT.key(key), true);
        client.setHost("127.0.0.1:" + KIT.port());
        Request request = new Request();
        request.setMethod(Method.GET);
        request.setEndpoint(endpoint);
        parameters.forEach(request::addQueryParam);
        return client.api(request);
    }
}
