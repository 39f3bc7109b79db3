package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.count.CountedEvent;
import io.clickmill.job.receive.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DayLogIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final LocalDate DAY = LocalDate.of(2024, 5, 17);
    private static final long START = Instant.parse("2024-05-17T00:00:00Z").toEpochMilli();

    private final SampleLog log = new SampleLog(DATABASE);

    @BeforeEach
    void empty() throws SQLException {
        log.empty();
    }

    @Test
    void readsTheEventsOfADayInOrder() throws Exception {
        Random random = new Random(3);
        List<Event> written = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long at = START + (long) (random.nextDouble() * 86_400_000);
            log.add(i % 2 == 0 ? Verdict.LATE : Verdict.ON_TIME, c -> {
                SampleClicks.fill(c, random);
                c.accountId = "acme";
                c.occurredAt = at;
                c.kind = EventKind.values()[random.nextInt(3)];
                c.sale = c.kind == EventKind.SALE ? new Event.Sale(-random.nextInt(1 << 30), "usd", "", "") : null;
                written.add(SampleClicks.human(Event.build(copy -> {
                    copy.accountId = c.accountId;
                    copy.occurredAt = c.occurredAt;
                    copy.kind = c.kind;
                    copy.sale = c.sale;
                    copy.campaignId = c.campaignId;
                    copy.linkId = c.linkId;
                    copy.sourceId = c.sourceId;
                    copy.url = c.url;
                    copy.stepId = c.stepId;
                    copy.urlLocation = c.urlLocation;
                    copy.customLinkTitle = c.customLinkTitle;
                    copy.trigger = c.trigger;
                    copy.country = c.country;
                    copy.city = c.city;
                    copy.subscriberId = c.subscriberId;
                })));
            });
        }
        log.write();
        List<String> expected = written.stream()
                .sorted(Comparator.comparingLong(Event::occurredAt))
                .map(event -> line(
                        event.occurredAt(),
                        List.of(
                                event.message().campaignId(),
                                event.link().id(),
                                event.message().sourceId()),
                        CountedEvent.of(event)))
                .toList();
        assertThat(read("acme")).isEqualTo(expected);
    }

    @Test
    void readsHumansOfTheAccountAndTheDayOnly() throws Exception {
        for (long at : new long[] {START - 1, START, START + 86_399_999, START + 86_400_000}) {
            for (String account : List.of("acme", "o'hara \\' OR true --")) {
                log.add(Verdict.ON_TIME, c -> {
                    c.accountId = account;
                    c.occurredAt = at;
                });
            }
        }
        log.write();
        log.sql.run("INSERT INTO click_event SELECT (r).* FROM (SELECT jsonb_populate_record(e, '{\"bot\": true,"
                + " \"event_id\": \"bot\"}') AS r FROM click_event AS e) AS bots");
        for (String account : List.of("acme", "o'hara \\' OR true --")) {
            assertThat(read(account))
                    .extracting(line -> line.substring(0, line.indexOf(' ')))
                    .containsExactly("" + START, "" + (START + 86_399_999));
        }
        assertThat(read("globex")).isEmpty();
    }

    /** PostgreSQL is in the middle of the rows then. */
    @Test
    void keepsTheFailureOfAReceiver() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            long at = START + i;
            log.add(Verdict.ON_TIME, c -> {
                c.accountId = "acme";
                c.occurredAt = at;
                c.url = "https://long.test/" + "x".repeat(2_000);
            });
        }
        log.write();
        IllegalStateException failure = new IllegalStateException("the disk is full");
        try (Connection connection = DATABASE.writer().getConnection()) {
            assertThatThrownBy(() -> LockedSnapshot.run(
                            connection,
                            "acme",
                            transaction -> DayLog.forEach(
                                    transaction, new AccountDay("acme", DAY), (occurredAt, scopeId, event) -> {
                                        throw failure;
                                    })))
                    .isSameAs(failure);
        }
        assertThat(read("acme")).hasSize(3_000);
    }

    @Test
    void readsIdsWholeAndValuesCut() throws Exception {
        String id = "漢".repeat(256);
        log.add(Verdict.ON_TIME, c -> {
            c.accountId = "acme";
            c.occurredAt = START;
            c.campaignId = id;
            c.linkId = id;
            c.sourceId = id + "2";
        });
        log.write();
        List<String> cut = new ArrayList<>();
        assertThat(day("acme", (occurredAt, scopeId, event) -> {
                    assertThat(scopeId.apply(Scope.ACCOUNT)).isEmpty();
                    assertThat(scopeId.apply(Scope.CAMPAIGN)).isEqualTo(id);
                    assertThat(scopeId.apply(Scope.LINK)).isEqualTo(id);
                    assertThat(scopeId.apply(Scope.SOURCE)).isEqualTo(id + "2");
                    cut.add(event.values()[Dimension.LINK.ordinal()]);
                }))
                .isEqualTo(1);
        assertThat(cut).containsExactly(Dimension.cut(id)).doesNotContain(id);
    }

    private static List<String> read(String account) throws SQLException {
        List<String> read = new ArrayList<>();
        long count = day(
                account,
                (occurredAt, scopeId, event) -> read.add(line(
                        occurredAt,
                        List.of(scopeId.apply(Scope.CAMPAIGN), scopeId.apply(Scope.LINK), scopeId.apply(Scope.SOURCE)),
                        event)));
        assertThat(count).isEqualTo(read.size());
        return read;
    }

    private static long day(String account, DayLog.Events events) throws SQLException {
        try (Connection connection = DATABASE.writer().getConnection()) {
            connection.setAutoCommit(false);
            return DayLog.forEach(connection, new AccountDay(account, DAY), events);
        }
    }

    private static String line(long occurredAt, List<String> ids, CountedEvent event) {
        return occurredAt + " " + ids + Arrays.toString(event.values()) + event.event() + event.visitor() + " "
                + event.saleAmount();
    }
}
