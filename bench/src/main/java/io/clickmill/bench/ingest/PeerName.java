package io.clickmill.bench.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The programs that are compared, in the order in which they run. */
public enum PeerName {
    /** The product, as {@code up} runs it. */
    @JsonProperty("clickmill")
    CLICKMILL,
    /** A smaller pipeline in Flink SQL, with stock connectors. */
    @JsonProperty("flink_sql")
    FLINK_SQL,
    /** The least that any program has to do that writes every event into the log. */
    @JsonProperty("floor")
    FLOOR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
