package io.clickmill.job.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Click;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.Map;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class EnricherTest {
    private static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/17.2 Mobile/15E148 Safari/604.1";

    private static final byte[] KEY = "key".getBytes(UTF_8);

    private static final Click CLICK = Click.build(c -> {
        c.accountId = "acme";
        c.ip = "128.232.0.1";
        c.userAgent = IPHONE;
        c.referer = "https://mail.example.com/inbox";
        c.url = "https://x.test/?utm_source=news&utm_medium=email&utm_campaign=may&utm_term=a+b&utm_content=c";
    });

    private final Enricher enricher = new Enricher(GeoLookup.shared(null), UserAgents.shared(), KEY);

    @Test
    void addsWhatTheClickDoesNotSay() {
        EnrichedClick enriched = enricher.enrich(CLICK);
        assertThat(enriched.click()).isSameAs(CLICK);
        assertThat(enriched.place()).isEqualTo(new GeoPlace("GB", "GB-ENG", "Cambridge", "EU"));
        assertThat(enriched.client()).isEqualTo(new UserAgentFacts("Mobile", "Safari", "Safari 17", "iOS", null));
        assertThat(enriched.utm()).isEqualTo(new UtmTags("news", "email", "may", "a b", "c"));
        assertThat(enriched.refererHost()).isEqualTo("mail.example.com");
        assertThat(enriched.visitor()).isEqualTo(new VisitorHash(KEY).of(CLICK));
        assertThat(enriched.bot()).isFalse();
    }

    @Test
    void looksNoPlaceUpBesideAGivenCountry() {
        assertThat(placeOf("FR", "", "")).isEqualTo(new GeoPlace("FR", "", "", "EU"));
        assertThat(placeOf("FR", "FR-75", "Paris")).isEqualTo(new GeoPlace("FR", "FR-75", "Paris", "EU"));
        assertThat(placeOf("jpn", "", "")).isEqualTo(new GeoPlace("JP", "", "", "AS"));
        assertThat(placeOf("Atlantis", "", "")).isEqualTo(new GeoPlace("Atlantis", "", "", ""));
        assertThat(placeOf(" ", "", "")).isEqualTo(new GeoPlace("GB", "GB-ENG", "Cambridge", "EU"));
    }

    @Test
    void keepsAGivenRegionAndCityWithoutACountry() {
        assertThat(placeOf("", "GB-LND", "London")).isEqualTo(new GeoPlace("GB", "GB-LND", "London", "EU"));
    }

    @Test
    void readsTagsOffTheUrlWhereParamsHaveNone() {
        Click other = Click.build(c -> {
            c.url = CLICK.url();
            c.params = Map.of("a", "b");
        });
        assertThat(enricher.enrich(other).utm().source()).isEqualTo("news");
        Click own = Click.build(c -> {
            c.url = CLICK.url();
            c.params = Map.of("utm_source", "mine");
        });
        assertThat(enricher.enrich(own).utm()).isEqualTo(new UtmTags("mine", "", "", "", ""));
    }

    @Test
    void readsTagsInAnyCase() {
        assertThat(tagsOf("https://x.test/?UTM_Source=News&Utm_Medium=mail&utm_CAMPAIGN=may"))
                .isEqualTo(new UtmTags("News", "mail", "may", "", ""));
        assertThat(tagsOf("https://x.test/?UTM_TERM=a&utm_term=b&Utm_Term=c").term())
                .isEqualTo("b");
        assertThat(tagsOf("https://x.test/?utm_Content=a&UTM_content=b").content())
                .isEqualTo("b");
        assertThat(tagsOf("https://x.test/?xutm_source=a&utm_sources=b&utm=c_")).isEqualTo(UtmTags.NONE);
        assertThat(enricher.enrich(Click.build(c -> c.params = Map.of("Utm_Source", "given")))
                        .utm()
                        .source())
                .isEqualTo("given");
    }

    @Test
    void marksBotsWithTheirReasons() {
        EnrichedClick bot = enricher.enrich(Click.build(c -> c.userAgent = "curl/8.4.0"));
        assertThat(bot.bot()).isTrue();
        assertThat(bot.botReasons()).containsExactly("http_library");
    }

    @Test
    void givesAnAddressOneText() {
        EnrichedClick listed = enricher.enrich(Click.build(c -> c.ip = " 10.0.0.1, ::ffff:128.232.0.1"));
        assertThat(listed.ip()).isEqualTo("128.232.0.1");
        assertThat(listed.place().city()).isEqualTo("Cambridge");
        assertThat(enricher.enrich(Click.build(c -> c.ip = " hidden")).ip()).isEqualTo("hidden");
    }

    @Test
    void leavesWhatNobodyKnowsEmpty() {
        EnrichedClick nothing = enricher.enrich(Click.build(c -> c.accountId = "acme"));
        assertThat(nothing.place()).isEqualTo(GeoPlace.UNKNOWN);
        assertThat(nothing.client()).isEqualTo(UserAgentFacts.UNKNOWN);
        assertThat(nothing.utm()).isEqualTo(UtmTags.NONE);
        assertThat(nothing.refererHost()).isEmpty();
        assertThat(nothing.bot()).isFalse();
    }

    @Test
    void runsInAFlinkTask() throws Exception {
        EnrichClicks shipped = InstantiationUtil.clone(new EnrichClicks(null, KEY));
        try (OneInputStreamOperatorTestHarness<Arrival, EnrichedArrival> task =
                new OneInputStreamOperatorTestHarness<>(new StreamMap<>(shipped))) {
            task.open();
            task.processElement(new StreamRecord<>(new Arrival(CLICK, Verdict.LATE)));
            assertThat(task.extractOutputValues())
                    .containsExactly(new EnrichedArrival(enricher.enrich(CLICK), Verdict.LATE));
        }
    }

    private UtmTags tagsOf(String url) {
        return enricher.enrich(Click.build(c -> c.url = url)).utm();
    }

    private GeoPlace placeOf(String country, String region, String city) {
        return enricher.enrich(Click.build(c -> {
                    c.ip = CLICK.ip();
                    c.country = country;
                    c.region = region;
                    c.city = city;
                }))
                .place();
    }
}
