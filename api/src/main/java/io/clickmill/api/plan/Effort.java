package io.clickmill.api.plan;

import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.ExpensiveQuestions.Permit;
import org.jspecify.annotations.Nullable;

/**
 * What one question costs the database, while it is answered. It is expensive once it reads more than
 * {@link #MAX_CHEAP_EVENTS} events of the log, or {@link #MAX_CHEAP_VALUES} values of rollups, or a mixture. From there
 * on it needs a permit. So the work decides, and not the words of the question: two fields of a campaign with few
 * clicks are cheap.
 *
 * <p>Holds the state of one question; not for use by several threads.
 */
public final class Effort implements AutoCloseable {
    /** One core reads these in some tens of milliseconds. */
    public static final long MAX_CHEAP_EVENTS = 10_000;

    /** These are read in some tens of milliseconds; a year of days by country has 50,000. */
    public static final long MAX_CHEAP_VALUES = 100_000;

    /** A column store counts these in the time in which a value of a rollup is added up. */
    private static final long SEALED_EVENTS_OF_UNIT = 20;

    /** A value is one unit. */
    private static final long EVENT_UNITS = MAX_CHEAP_VALUES / MAX_CHEAP_EVENTS;

    private final String accountId;
    private final ExpensiveQuestions expensive;
    private long units;
    private @Nullable Permit permit;

    /** Starts for a question of the account that has read nothing yet. */
    public Effort(String accountId, ExpensiveQuestions expensive) {
        this.accountId = accountId;
        this.expensive = expensive;
    }

    /**
     * Says that values of rollups are being read.
     *
     * @throws BusyException if the question is expensive and gets no permit
     */
    public void values(long count) {
        add(count);
    }

    /**
     * Says that events of the log will be read.
     *
     * @throws BusyException if the question is expensive and gets no permit
     */
    public void events(long count) {
        add(count * EVENT_UNITS);
    }

    /**
     * Says that events of sealed days will be read.
     *
     * @throws BusyException if the question is expensive and gets no permit
     */
    public void sealedEvents(long count) {
        add(count / SEALED_EVENTS_OF_UNIT);
    }

    /**
     * Says that the question is expensive, whatever has been read for it.
     *
     * @throws BusyException if it gets no permit
     */
    public void expensive() {
        add(MAX_CHEAP_VALUES + 1);
    }

    /** The number of further events that make the question expensive; 0 if it has a permit, so that none matter. */
    public long expensiveEvents() {
        return permit == null ? (MAX_CHEAP_VALUES - units) / EVENT_UNITS + 1 : 0;
    }

    private void add(long more) {
        units += more;
        if (permit == null && units > MAX_CHEAP_VALUES) {
            permit = expensive.begin(accountId);
        }
    }

    @Override
    public void close() {
        if (permit != null) {
            permit.close();
            permit = null;
        }
    }
}
