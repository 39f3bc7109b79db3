package io.clickmill.job.enrich;

import io.clickmill.job.receive.Arrival;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.jspecify.annotations.Nullable;

/** Passes every click to an {@link Enricher}. The geo database and yauaa are loaded where the task runs. */
public final class EnrichClicks extends RichMapFunction<Arrival, Arrival> {
    private static final long serialVersionUID = 1L;

    /** Metric: user agents whose parsing timed out, in all tasks of this worker; 0 unless there is a bug. */
    static final String USER_AGENT_TIMEOUTS = "userAgentTimeouts";

    private final @Nullable String geoDatabasePath;
    private final byte[] visitorKey;
    private transient @Nullable Enricher enricher;

    /**
     * @param geoDatabasePath a MaxMind city database on every TaskManager, null for the bundled one
     * @param visitorKey the key of the visitor hash; not empty, and unchanged for as long as visitors are to be
     *     recognised
     */
    public EnrichClicks(@Nullable String geoDatabasePath, byte[] visitorKey) {
        this.geoDatabasePath = geoDatabasePath;
        this.visitorKey = visitorKey.clone();
    }

    @Override
    public void open(OpenContext context) {
        UserAgents userAgents = UserAgents.shared();
        enricher = new Enricher(GeoLookup.shared(geoDatabasePath), userAgents, visitorKey);
        getRuntimeContext().getMetricGroup().gauge(USER_AGENT_TIMEOUTS, userAgents::timeouts);
    }

    @Override
    public Arrival map(Arrival arrival) {
        Enricher open = Objects.requireNonNull(enricher, "map before open");
        return new Arrival(open.enrich(arrival.event()), arrival.verdict());
    }
}
