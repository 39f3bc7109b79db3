package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Days that a restore marks as gaps. */
class GapsIT {
    @RegisterExtension
    static final StoreHarness STORE = new StoreHarness();

    @Test
    void marksCompleteDaysAsGapsIfTheCheckpointIsOlder() throws SQLException {
        STORE.publish("2024-05-12T06:00:00Z");
        STORE.span("acme", "2024-05-01", "2024-05-12");
        STORE.rollup("hour", "2024-05-10T11:00:00Z");
        STORE.rollup("hour", "2024-05-10T12:00:00Z");
        STORE.rollup("day", "2024-05-10T00:00:00Z");
        STORE.rollup("day", "2024-05-09T00:00:00Z");
        STORE.restore("2024-05-10T12:30:00Z");
        assertThat(STORE.progress()).isEqualTo("2024-05-10 12:30:00+00");
        assertThat(STORE.rollups()).containsExactly("day|2024-05-09 00:00:00+00", "hour|2024-05-10 11:00:00+00");
        // 12 May is not a gap: it was not complete, so none of it was folded, and the windows write its rows again.
        assertThat(STORE.gaps()).containsExactly("2024-05-10", "2024-05-11");
        STORE.restore("2024-05-10T12:30:00Z");
        assertThat(STORE.gaps()).containsExactly("2024-05-10", "2024-05-11");
    }

    @Test
    void marksForEachAccountOnlyDaysOnWhichItMayHaveEvents() throws SQLException {
        STORE.publish("2024-05-13T06:00:00Z");
        STORE.span("acme", "2024-05-01", "2024-05-11");
        STORE.span("globex", "2024-05-12", "2024-05-20");
        STORE.span("initech", "2015-01-01", "2024-05-09");
        STORE.restore("2024-05-10T12:30:00Z");
        assertThat(STORE.sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .containsExactly("acme|2024-05-10", "acme|2024-05-11", "globex|2024-05-12");
    }

    @Test
    void marksNoGapWithinADayThatWasNotComplete() throws SQLException {
        STORE.publish("2024-05-12T06:00:00Z");
        STORE.span("acme", "2024-05-01", "2024-05-12");
        STORE.restore("2024-05-12T05:00:00Z");
        assertThat(STORE.gaps()).isEmpty();
        assertThat(STORE.progress()).isEqualTo("2024-05-12 05:00:00+00");
    }

    @Test
    void marksADayThatEndsAtTheProgress() throws SQLException {
        STORE.publish("2024-05-12T00:00:00Z");
        STORE.span("acme", "2024-05-01", "2024-05-12");
        STORE.restore("2024-05-11T23:59:59.999Z");
        assertThat(STORE.gaps()).containsExactly("2024-05-11");
    }
}
