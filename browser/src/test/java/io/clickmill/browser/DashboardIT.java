package io.clickmill.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The dashboard of a running system, as somebody sees and uses it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DashboardIT {
    private static final int CLICKS = 240;
    private static final int LINKS = 15;
    private static final List<String> COUNTRIES = List.of("GB", "DE", "FR", "");

    /** Half a day in which clocks go back, and the whole of it. */
    private static final String LONG_DAY = "from=2026-10-25&to=2026-10-26&timezone=Europe/Berlin";

    private static final String DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
            + " (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    private static final String ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    /** How often freshness is measured; by hand 100 times. */
    private static final int FRESH_CLICKS = Integer.getInteger("clickmill.browser.fresh", 20);

    @TempDir
    private static Path folder;

    private static TestSystem system;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        system = new TestSystem(folder.resolve("data"));
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
        system.close();
    }

    @AfterEach
    void requireNoErrors() {
        browser.requireNoErrors();
    }

    /** The first thing that a new user does, with nothing to type. */
    @Test
    @Order(1)
    void waitsForTheFirstClickAndShowsIt() throws Exception {
        browser.open(system.signInUrl());
        assertThat(browser.text("h2")).isEqualTo("No clicks yet");
        assertThat(browser.text("pre")).contains(system.url() + "/v1/events");
        browser.screenshot("first-run");

        List<String> events = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 0; i < CLICKS; i++) {
            events.add(event("base", now.minus(Duration.ofMinutes(17L * i)), i, DESKTOP));
        }
        events.add(event("base", now, 1, ROBOT));
        for (int hour = 0; hour < 25; hour++) {
            events.add(
                    event("base", Instant.parse("2026-10-24T22:30:00Z").plus(Duration.ofHours(hour)), hour, DESKTOP));
        }
        system.send(String.join("\n", events));
        browser.find(".totals .big");
        browser.awaitThat("all clicks of the last 24 hours", () -> number(".totals .big") == clicksOfADay(now));
    }

    private static long clicksOfADay(Instant now) {
        return IntStream.range(0, CLICKS)
                .filter(i -> Duration.ofMinutes(17L * i)
                                .compareTo(Duration.ofHours(24).minus(age(now)))
                        < 0)
                .count();
    }

    private static Duration age(Instant instant) {
        return Duration.between(instant, Instant.now());
    }

    private static String event(String campaign, Instant at, int number, String userAgent) {
        return """
                {"event_id": "%s-%d-%d", "timestamp": "%s", "campaign_id": "%s", "link_id": "link-%02d", \
                "url": "https://example.com/%d", "country": "%s", "ip": "198.51.100.%d", "user_agent": "%s"}""".formatted(
                        campaign,
                        number,
                        at.toEpochMilli(),
                        at,
                        campaign,
                        number % LINKS,
                        number % LINKS,
                        COUNTRIES.get(number % COUNTRIES.size()),
                        number % 200,
                        userAgent);
    }

    @Test
    @Order(2)
    void showsWhatTheApiAnswers() throws Exception {
        open("range=7d&timezone=Asia/Kolkata");
        JsonNode row = question(whyOf("Clicks")).at("/data/0");
        assertThat(row.get("clicks").asLong()).isEqualTo(CLICKS);
        assertThat(number(".totals .big")).isEqualTo(CLICKS);
        List<String> rows = browser.texts(".panel table.rows tbody tr");
        assertThat(rows).anyMatch(text -> text.contains("United Kingdom") && text.contains("60"));
    }

    @Test
    @Order(2)
    void keepsAndLeavesOutValuesAndGoesBack() throws Exception {
        open("range=7d&timezone=UTC");
        awaitClicks(CLICKS);
        browser.find(".panel button.value", "Germany").click();
        awaitClicks(CLICKS / 4);
        assertThat(browser.query()).contains("country=DE");
        assertThat(browser.text(".chips")).contains("country").contains("Germany");

        browser.driver().navigate().back();
        awaitClicks(CLICKS);
        assertThat(browser.query()).doesNotContain("country=");

        new Actions(browser.driver())
                .keyDown(Keys.ALT)
                .click(browser.find(".panel button.value", "Germany"))
                .keyUp(Keys.ALT)
                .perform();
        awaitClicks(CLICKS * 3 / 4);
        assertThat(browser.query()).contains("country=-DE");
        browser.find(".panel button.value", "(unknown)").click();
        awaitClicks(CLICKS / 4);
        assertThat(browser.query()).contains("country=").doesNotContain("DE");
    }

    @Test
    @Order(2)
    void listsAllValuesAndSearchesThem() throws Exception {
        open("range=7d&timezone=UTC");
        browser.find(".panel footer button", "Show all 15 rows").click();
        browser.awaitThat(
                "15 rows", () -> browser.texts("dialog table.grid tbody tr").size() == LINKS);
        long sum = browser.texts("dialog table.grid tbody tr td.n:nth-of-type(2)").stream()
                .mapToLong(DashboardIT::number0)
                .sum();
        assertThat(sum).isEqualTo(CLICKS);
        browser.find("dialog input[type=search]").sendKeys("-07");
        browser.awaitThat(
                "one row", () -> browser.texts("dialog table.grid tbody tr").size() == 1);
        browser.screenshot("list");
        browser.find("dialog table.grid button.value").click();
        browser.awaitThat("the filter", () -> browser.query().contains("link=link-07"));
    }

    /** The command behind a number prints that number, and the log alone has it too. */
    @Test
    @Order(2)
    void provesANumber() throws Exception {
        open("range=7d&timezone=Europe/Berlin&country=-FR");
        awaitClicks(CLICKS * 3 / 4);
        JsonNode answer = question(whyOf("Clicks"));
        assertThat(answer.at("/data/0/clicks").asLong()).isEqualTo(CLICKS * 3 / 4);
        browser.find("dialog button", "Prove it").click();
        browser.find("dialog .good", "Equal");
        assertThat(browser.text("dialog .good")).contains("180 clicks");
        browser.screenshot("proof");
    }

    @Test
    @Order(2)
    void countsTheSameBySql() throws Exception {
        open("range=7d&timezone=Asia/Kolkata&country=-FR,IT");
        long clicks = number(".totals .big");
        whyOf("Clicks");
        String statement = browser.texts("dialog details pre").stream()
                .filter(text -> text.startsWith("SELECT"))
                .findFirst()
                .orElseThrow();
        assertThat(system.sql(statement)).containsEntry("clicks", Long.toString(clicks));
        assertThat(clicks).isGreaterThan(CLICKS / 4);
    }

    @Test
    @Order(2)
    void showsTheBooks() throws Exception {
        JsonNode balance = system.get(system.url() + "/v1/status").get("balance");
        assertThat(balance.get("logged").asLong()).isGreaterThan(CLICKS);
        open("view=books&timezone=UTC");
        browser.find(".books .equation");
        assertThat(browser.texts(".books .equation .big").stream().map(DashboardIT::number0))
                .containsExactly(
                        balance.get("received").asLong(),
                        balance.get("logged").asLong(),
                        balance.get("duplicates").asLong(),
                        balance.get("rejected").asLong());
        assertThat(browser.text(".books [role=status]")).startsWith("✓");
    }

    @Test
    @Order(2)
    void listsSingleEventsPageByPage() throws Exception {
        open("view=events&range=7d&timezone=UTC&country=DE");
        browser.awaitThat("a page", () -> browser.texts(".events tbody tr").size() == 50);
        browser.find(".events tbody th button").click();
        assertThat(browser.text("dialog .members")).contains("base-").contains("Germany");
        browser.screenshot("event");
        browser.find("dialog").sendKeys(Keys.ESCAPE);
        browser.find(".events button", "Older").click();
        browser.awaitThat("all", () -> browser.texts(".events tbody tr").size() == CLICKS / 4);
    }

    @Test
    @Order(2)
    void tellsWhyClicksAreOfBots() throws Exception {
        open("view=bots&range=7d&timezone=UTC");
        browser.awaitThat("the reason", () -> browser.texts(".panel table.rows tbody tr").stream()
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains("robot")));
    }

    @ParameterizedTest
    @CsvSource({
        "'" + LONG_DAY + "', 25",
        "from=2026-10-25&to=2026-10-26&timezone=UTC, 24",
        "from=2026-10-25&to=2026-10-26&timezone=Asia/Kathmandu, 24",
        "from=2026-10-25&to=2026-10-26&timezone=Atlantic/Azores, 25",
        "from=2026-10-25T00:30:00.001Z&to=2026-10-25T04:30:00.001Z&timezone=UTC, 5"
    })
    @Order(2)
    void showsEachHourOfADayInItsZone(String range, int hours) throws Exception {
        open(range + "&interval=hour");
        JsonNode series = system.stats(range + "&interval=hour&fill=zero");
        assertThat(series.get("data")).hasSize(hours);
        browser.find("body").sendKeys("v");
        browser.awaitThat(
                "the table", () -> browser.texts(".series table tbody tr").size() == hours);
        List<Long> shown = browser.texts(".series table tbody tr td:nth-of-type(1)").stream()
                .map(DashboardIT::number0)
                .toList();
        List<Long> right = new ArrayList<>();
        series.get("data").forEach(row -> right.add(row.get("clicks").asLong()));
        assertThat(shown).isEqualTo(right);
    }

    /** From the request to the digit on the screen. */
    @Test
    @Order(3)
    void showsAClickWithinASecond() throws Exception {
        open("range=30m&campaign=live&timezone=UTC");
        system.send(event("live", Instant.now(), 0, DESKTOP));
        awaitClicks(1);
        List<Long> millis = new ArrayList<>();
        for (int i = 1; i <= FRESH_CLICKS; i++) {
            Thread.sleep(37L * (i % 27));
            long begin = System.nanoTime();
            system.send(event("live", Instant.now(), i, DESKTOP));
            awaitClicks(i + 1);
            millis.add((System.nanoTime() - begin) / 1_000_000);
        }
        Collections.sort(millis);
        long p95 = millis.get(FRESH_CLICKS * 95 / 100 - 1);
        System.out.printf(
                Locale.ROOT,
                "a click is on the screen after: median %d ms, 95 %% %d ms, maximum %d ms%n",
                millis.get(FRESH_CLICKS / 2),
                p95,
                millis.get(FRESH_CLICKS - 1));
        assertThat(p95).as("milliseconds until 95 %% of the clicks are seen").isLessThanOrEqualTo(1_500);
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "360, 780, light", "360, 780, dark"})
    @Order(4)
    void isForEverybody(int width, int height, String theme) throws Exception {
        browser.resize(width, height);
        browser.script("localStorage.setItem('clickmill.theme', arguments[0])", theme);
        try {
            for (String view : List.of("overview", "live", "bots")) {
                open("range=7d&timezone=UTC&view=" + view);
                browser.find(".totals .big");
                browser.find(".panel table.rows, .panel .empty");
                requireAccessible(view + "-" + width + "-" + theme);
            }
            open("view=books&timezone=UTC");
            browser.find(".books .equation");
            requireAccessible("books-" + width + "-" + theme);
            open("view=events&range=7d&timezone=UTC");
            browser.find(".events tbody tr");
            requireAccessible("events-" + width + "-" + theme);
            open("range=7d&timezone=UTC");
            browser.find(".totals .big");
            browser.find(".why").click();
            browser.find("dialog[open]");
            requireAccessible("why-" + width + "-" + theme);
            open("range=7d&timezone=UTC&list=country");
            browser.find("dialog table.grid tbody tr");
            requireAccessible("list-" + width + "-" + theme);
            browser.open(system.url() + "/login");
            requireAccessible("login-" + width + "-" + theme);
        } finally {
            browser.script("localStorage.removeItem('clickmill.theme')");
            browser.resize(1280, 900);
        }
    }

    private static void requireAccessible(String name) throws Exception {
        browser.screenshot(name);
        assertThat(new AxeBuilder().analyze(browser.driver()).getViolations())
                .as("what axe finds in %s", name)
                .isEmpty();
        long overflow = (Long)
                browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).as("pixels that %s is too wide", name).isLessThanOrEqualTo(0);
    }

    @Test
    @Order(4)
    void isUsedByTheKeyboardAlone() throws Exception {
        open("range=7d&timezone=UTC&campaign=base");
        awaitClicks(CLICKS);
        Set<String> reached = new TreeSet<>();
        for (int i = 0; i < 120; i++) {
            new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
            reached.add(String.valueOf(browser.script("""
                    const e = document.activeElement;
                    return (e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 40);""")));
        }
        assertThat(reached)
                .anyMatch(text -> text.contains("Skip to"))
                .anyMatch(text -> text.contains("Sign out"))
                .anyMatch(text -> text.contains("Filter"))
                .anyMatch(text -> text.contains("Why this number"))
                .anyMatch(text -> text.contains("Germany"))
                .anyMatch(text -> text.contains("Show all 15"));
        browser.find("body").sendKeys("?");
        browser.find("dialog h2", "Keyboard");
        browser.find("dialog").sendKeys(Keys.ESCAPE);
        browser.find("body").sendKeys("gb");
        browser.awaitThat("view of bots", () -> browser.query().contains("view=bots"));
        browser.find("body").sendKeys("go");
        browser.awaitThat("overview", () -> !browser.query().contains("view=bots"));
        browser.find("body").sendKeys("d");
        browser.awaitThat(
                "today",
                () -> browser.query().contains("range=today") || browser.query().contains("range=day"));
    }

    @Test
    @Order(5)
    void saysWhatIsWrongInTheAddress() throws Exception {
        open("colour=red&timezone=Mars/Olympus&range=7d");
        assertThat(browser.text(".chips")).contains("colour").contains("Mars/Olympus");
        browser.find(".totals .big");
    }

    @Test
    @Order(9)
    void signsOutAndInAgain() throws Exception {
        open("range=7d&timezone=UTC&campaign=base&country=DE");
        browser.find("button", "Sign out").click();
        browser.find("form input[name=key]").sendKeys("cm_wrong", Keys.ENTER);
        browser.find("form .error", "does not exist");
        browser.open(system.url() + "/?range=7d&timezone=UTC&campaign=base&country=DE");
        browser.find("form input[name=key]");
        // The page was told that nobody has signed in.
        browser.forgetErrors();
        browser.find("form input[name=key]").sendKeys(system.key(), Keys.ENTER);
        awaitClicks(CLICKS / 4);
        assertThat(browser.query()).contains("country=DE");
        assertThat(browser.script("return document.cookie")).isEqualTo("");
    }

    private static void open(String query) {
        browser.open(system.url() + "/?" + query);
    }

    private static void awaitClicks(long clicks) {
        browser.awaitThat(clicks + " clicks", () -> browser.has(".totals .big") && number(".totals .big") == clicks);
    }

    /** Opens what is behind the total of a metric. */
    private static String whyOf(String title) {
        browser.find(".totals .big");
        browser.await("the question of " + title, () -> browser.driver().findElements(By.cssSelector(".why")).stream()
                        .filter(each -> ("Why this number: " + title).equals(each.getAttribute("aria-label")))
                        .filter(WebElement::isEnabled)
                        .findFirst()
                        .orElse(null))
                .click();
        browser.find("dialog summary").click();
        return browser.text("dialog details pre");
    }

    /** Asks what a command asks. */
    private static JsonNode question(String curl) throws Exception {
        Matcher url = Pattern.compile("'(http[^']+)'").matcher(curl);
        assertThat(url.find()).as(curl).isTrue();
        return system.get(url.group(1));
    }

    private static long number(String css) {
        return number0(browser.text(css));
    }

    private static long number0(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }
}
