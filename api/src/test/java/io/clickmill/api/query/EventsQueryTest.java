package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Words;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventsQueryTest {
    private static final TimeRange MARCH =
            TimeRange.of(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> query("acme", 0, 0)).hasMessage("limit: 0 (expected: 1..1000)");
        assertThatThrownBy(() -> query("acme", 1_001, 0)).hasMessage("limit: 1001 (expected: 1..1000)");
        assertThatThrownBy(() -> query("acme", 1, -1)).hasMessage("offset: -1 (expected: 0..9223372036854775807)");
        assertThatThrownBy(() -> query("", 1, 0)).hasMessage("account_id:  (expected: the id of an account)");
        assertThatThrownBy(() -> query("a\0", 1, 0))
                .hasMessage("account_id: a value with U+0000 (expected: text without NUL or lone surrogates)");
        assertThatThrownBy(() -> new MetadataCondition("k", Comparison.EQUAL, "\ud800"))
                .hasMessage("metadata: a value with U+D800 (expected: text without NUL or lone surrogates)");
    }

    @Test
    void startsEitherAfterAPositionOrAtAnOffset() {
        EventPosition position = new EventPosition(Instant.parse("2026-03-02T00:00:00Z"), "e1");
        assertThat(query("acme", 1, 7).after(position).offset()).isZero();
        assertThatThrownBy(() -> new EventsQuery(
                        Selection.of("acme", MARCH), EventKind.CLICK, true, 1, 7, Optional.of(position)))
                .hasMessage("offset: 7 (expected: 0 after a position)");
        assertThatThrownBy(() -> query("acme", 1, 0).after(new EventPosition(position.occurredAt(), "\0")))
                .hasMessage("after: a value with U+0000 (expected: text without NUL or lone surrogates)");
        assertThatThrownBy(
                        () -> query("acme", 1, 0).after(new EventPosition(Instant.parse("-0001-01-01T00:00:00Z"), "e")))
                .hasMessage("after: -0001-01-01T00:00:00Z (expected: years 1000 to 9999)");
    }

    @Test
    void acceptsAPageFarInTheList() {
        assertThat(query("acme", EventsQuery.MAX_LIMIT, Long.MAX_VALUE).offset())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void readsOperatorsAndKindsByTheirWords() {
        for (Comparison operator : Comparison.values()) {
            assertThat(Comparison.ofSymbol(operator.symbol())).contains(operator);
        }
        assertThat(Comparison.ofSymbol("==")).isEmpty();
        for (EventKind kind : EventKind.values()) {
            assertThat(Words.of(EventKind.class, kind.word())).contains(kind);
        }
        assertThat(Words.of(EventKind.class, "clicks")).isEmpty();
    }

    private static EventsQuery query(String accountId, int limit, long offset) {
        return new EventsQuery(Selection.of(accountId, MARCH), EventKind.CLICK, true, limit, offset);
    }
}
