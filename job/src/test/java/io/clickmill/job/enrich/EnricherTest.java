package io.clickmill.job.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.event.Event.Findings;
import io.clickmill.contract.event.Event.Place;
import io.clickmill.contract.event.Event.Request;
import io.clickmill.contract.event.Event.Utm;
import io.clickmill.contract.event.Trigger;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.List;
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

    private static final Event CLICK = Event.build(c -> {
        c.accountId = "acme";
        c.ip = "128.232.0.1";
        c.userAgent = IPHONE;
        c.referer = "https://mail.example.com/inbox";
        c.url = "https://x.test/?utm_source=news&utm_medium=email&utm_campaign=may&utm_term=a+b&utm_content=c";
        c.trigger = Trigger.QR;
        c.clickId = "c1";
        c.eventName = "Sign up";
        c.metadata = "{}";
        c.customer = new Event.Customer("1", "2", "n", "m", "a", "DE", null);
        c.sale = new Event.Sale(1, "usd", "i", "p");
    });

    private final Enricher enricher = new Enricher(GeoLookup.shared(null), UserAgents.shared(), KEY);

    @Test
    void addsEverythingThatCanBeFoundOut() {
        Event enriched = enricher.enrich(CLICK);
        assertThat(enriched)
                .isEqualTo(CLICK.enriched(new Findings(
                        new Request("128.232.0.1", IPHONE, CLICK.request().referer(), "mail.example.com", Trigger.QR),
                        enriched.place(),
                        enriched.client(),
                        enriched.utm(),
                        enriched.visitor(),
                        List.of())));
        assertThat(enriched.link()).isSameAs(CLICK.link());
        assertThat(enriched.customer()).isSameAs(CLICK.customer());
        assertThat(enriched.sale()).isSameAs(CLICK.sale());
        assertThat(List.of(enriched.clickId(), enriched.eventName(), enriched.metadata()))
                .isEqualTo(List.of("c1", "Sign up", "{}"));
        assertThat(enriched.place()).isEqualTo(new Place("GB", "GB-ENG", "Cambridge", "EU"));
        assertThat(enriched.client()).isEqualTo(new Client("Mobile", "Safari", "Safari 17", "iOS"));
        assertThat(enriched.utm()).isEqualTo(new Utm("news", "email", "may", "a b", "c"));
        assertThat(enriched.request().refererHost()).isEqualTo("mail.example.com");
        assertThat(enriched.visitor()).isEqualTo(new VisitorHash(KEY).of(CLICK));
        assertThat(enriched.isBot()).isFalse();
    }

    @Test
    void doesNotLookUpAPlaceIfACountryIsGiven() {
        assertThat(placeOf("FR", "", "")).isEqualTo(new Place("FR", "", "", "EU"));
        assertThat(placeOf("FR", "FR-75", "Paris")).isEqualTo(new Place("FR", "FR-75", "Paris", "EU"));
        assertThat(placeOf("jpn", "", "")).isEqualTo(new Place("JP", "", "", "AS"));
        assertThat(placeOf("Atlantis", "", "")).isEqualTo(new Place("Atlantis", "", "", ""));
        assertThat(placeOf(" ", "", "")).isEqualTo(new Place("GB", "GB-ENG", "Cambridge", "EU"));
    }

    @Test
    void keepsAGivenRegionAndCityWithoutACountry() {
        assertThat(placeOf("", "GB-LND", "London")).isEqualTo(new Place("GB", "GB-LND", "London", "EU"));
    }

    @Test
    void readsTagsFromTheUrlIfParamsHaveNone() {
        Event other = Event.build(c -> {
            c.url = CLICK.link().url();
            c.params = Map.of("a", "b");
        });
        assertThat(enricher.enrich(other).utm().source()).isEqualTo("news");
        Event own = Event.build(c -> {
            c.url = CLICK.link().url();
            c.params = Map.of("utm_source", "mine");
        });
        assertThat(enricher.enrich(own).utm()).isEqualTo(new Utm("mine", "", "", "", ""));
    }

    @Test
    void readsTagsInAnyCase() {
        assertThat(tagsOf("https://x.test/?UTM_Source=News&Utm_Medium=mail&utm_CAMPAIGN=may"))
                .isEqualTo(new Utm("News", "mail", "may", "", ""));
        assertThat(tagsOf("https://x.test/?UTM_TERM=a&utm_term=b&Utm_Term=c").term())
                .isEqualTo("b");
        assertThat(tagsOf("https://x.test/?utm_Content=a&UTM_content=b").content())
                .isEqualTo("b");
        assertThat(tagsOf("https://x.test/?xutm_source=a&utm_sources=b&utm=c_")).isEqualTo(Utm.NONE);
        assertThat(enricher.enrich(Event.build(c -> c.params = Map.of("Utm_Source", "given")))
                        .utm()
                        .source())
                .isEqualTo("given");
    }

    @Test
    void marksBotsWithTheirReasons() {
        Event bot = enricher.enrich(Event.build(c -> c.userAgent = "curl/8.4.0"));
        assertThat(bot.isBot()).isTrue();
        assertThat(bot.botReasons()).containsExactly("http_library");
    }

    @Test
    void normalizesAddresses() {
        Event listed = enricher.enrich(Event.build(c -> c.ip = " 10.0.0.1, ::ffff:128.232.0.1"));
        assertThat(listed.request().ip()).isEqualTo("128.232.0.1");
        assertThat(listed.place().city()).isEqualTo("Cambridge");
        assertThat(enricher.enrich(Event.build(c -> c.ip = " hidden")).request().ip())
                .isEqualTo("hidden");
    }

    @Test
    void leavesUnknownValuesEmpty() {
        Event nothing = enricher.enrich(Event.build(c -> c.accountId = "acme"));
        assertThat(nothing.place()).isEqualTo(Place.UNKNOWN);
        assertThat(nothing.client()).isEqualTo(Client.UNKNOWN);
        assertThat(nothing.utm()).isEqualTo(Utm.NONE);
        assertThat(nothing.request().refererHost()).isEmpty();
        assertThat(nothing.isBot()).isFalse();
    }

    @Test
    void runsInAFlinkTask() throws Exception {
        EnrichClicks shipped = InstantiationUtil.clone(new EnrichClicks(null, KEY));
        try (OneInputStreamOperatorTestHarness<Arrival, Arrival> task =
                new OneInputStreamOperatorTestHarness<>(new StreamMap<>(shipped))) {
            task.open();
            task.processElement(new StreamRecord<>(new Arrival(CLICK, Verdict.LATE)));
            assertThat(task.extractOutputValues()).containsExactly(new Arrival(enricher.enrich(CLICK), Verdict.LATE));
        }
    }

    private Utm tagsOf(String url) {
        return enricher.enrich(Event.build(c -> c.url = url)).utm();
    }

    private Place placeOf(String country, String region, String city) {
        return enricher.enrich(Event.build(c -> {
                    c.ip = CLICK.request().ip();
                    c.country = country;
                    c.region = region;
                    c.city = city;
                }))
                .place();
    }
}
