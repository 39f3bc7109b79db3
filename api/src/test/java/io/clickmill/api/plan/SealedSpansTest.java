package io.clickmill.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Granularity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SealedSpansTest {
    private static final long DAY = Granularity.DAY.lengthMillis();

    @Test
    void cutsAtTheBoundsOfSealedDays() {
        SealedSpans spans =
                SealedSpans.of(List.of(new Span(5, 2 * DAY + 7), new Span(3 * DAY, 6 * DAY)), Set.of(0L, 2L, 4L, 5L));
        assertThat(spans.sealed())
                .containsExactly(new Span(5, DAY), new Span(2 * DAY, 2 * DAY + 7), new Span(4 * DAY, 6 * DAY));
        assertThat(spans.rest()).containsExactly(new Span(DAY, 2 * DAY), new Span(3 * DAY, 4 * DAY));
    }

    @Test
    void knowsDaysBefore1970() {
        SealedSpans spans = SealedSpans.of(List.of(new Span(-DAY - 1, 1)), Set.of(-1L));
        assertThat(spans.sealed()).containsExactly(new Span(-DAY, 0));
        assertThat(spans.rest()).containsExactly(new Span(-DAY - 1, -DAY), new Span(0, 1));
    }

    @Test
    void leavesEverythingToTheLogWithoutSeals() {
        List<Span> log = List.of(new Span(1, 2), new Span(3, 4));
        assertThat(SealedSpans.of(log, Set.of())).isEqualTo(new SealedSpans(List.of(), log));
        assertThat(SealedSpans.of(List.of(), Set.of(1L))).isEqualTo(new SealedSpans(List.of(), List.of()));
    }
}
