package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.EventKind;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountsTest {
    @Test
    void addsUpWhatEventsAddToEachMeasure() {
        Counts counts = new Counts(false);
        counts.add(Measure.amounts(EventKind.CLICK, 0));
        counts.add(Measure.amounts(EventKind.SALE, 300));
        counts.add(Measure.amounts(EventKind.SALE, 200));
        assertThat(counts.get(Measure.CLICKS)).isEqualTo(1);
        assertThat(counts.get(Measure.LEADS)).isZero();
        assertThat(counts.get(Measure.SALES)).isEqualTo(2);
        assertThat(counts.get(Measure.SALE_AMOUNT)).isEqualTo(500);
        assertThat(counts.visitors()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void countsEveryEventOnce(EventKind event) {
        Counts counts = new Counts(false);
        counts.add(Measure.amounts(event, 7));
        assertThat(Measure.EVENTS.stream().mapToLong(counts::get).sum()).isEqualTo(1);
    }

    @Test
    void mergesNumbersAndVisitors() {
        Counts whole = new Counts(true);
        whole.add(Measure.LEADS, 2);
        visitors(whole).add(1);
        Counts part = new Counts(true);
        part.add(Measure.LEADS, 3);
        visitors(part).add(1);
        visitors(part).add(2);
        whole.merge(part);
        whole.merge(new Counts(false));
        assertThat(whole.get(Measure.LEADS)).isEqualTo(5);
        assertThat(visitors(whole).estimate()).isEqualTo(2);
        assertThat(part.get(Measure.LEADS)).isEqualTo(3);
    }

    private static UniqueSketch visitors(Counts counts) {
        return Objects.requireNonNull(counts.visitors());
    }
}
