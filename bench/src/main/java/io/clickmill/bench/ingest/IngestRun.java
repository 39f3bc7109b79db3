package io.clickmill.bench.ingest;

import io.clickmill.bench.Progress;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.local.run.DataFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Lets each program drain the same records in turn, several times. */
public final class IngestRun {
    private final DataShape shape;
    private final Set<PeerName> peers;
    private final int runs;
    private final @Nullable Path profile;

    /** @param profile the file for a profile of the product's last run; null for none */
    public IngestRun(DataShape shape, Set<PeerName> peers, int runs, @Nullable Path profile) {
        this.shape = shape;
        this.peers = peers;
        this.runs = runs;
        this.profile = profile;
    }

    public IngestReport measure(DataFolder folder, Progress progress) throws Exception {
        Map<PeerName, List<Double>> rates = new EnumMap<>(PeerName.class);
        Footprint footprint = null;
        try (BenchServers servers = BenchServers.start(folder, shape, progress)) {
            for (int run = 1; run <= runs; run++) {
                String part = runs == 1 ? "" : " (run " + run + " of " + runs + ")";
                for (PeerName name : PeerName.values()) {
                    if (peers.contains(name)) {
                        Drained drained = drain(
                                name,
                                run == runs,
                                servers,
                                (what, done, total) -> progress.at(what + part, done, total));
                        rates.computeIfAbsent(name, absent -> new ArrayList<>()).add(drained.eventsPerS());
                        footprint = drained.footprint() == null ? footprint : drained.footprint();
                    }
                }
            }
        }
        return IngestReport.of(shape, rates, footprint);
    }

    private Drained drain(PeerName name, boolean isLastRun, BenchServers servers, Progress progress) throws Exception {
        Database database = servers.newDatabase();
        try (database) {
            return peer(name, isLastRun).drain(servers, database, shape, progress);
        } finally {
            // A million events take about a gigabyte. Only the last database of each program is kept until the end.
            if (!isLastRun) {
                Utils.delete(database.data().toFile());
            }
        }
    }

    private Peer peer(PeerName name, boolean isLastRun) {
        return switch (name) {
            case CLICKMILL -> new ClickmillPeer(isLastRun ? profile : null, isLastRun);
            case FLINK_SQL -> new FlinkSqlPeer();
            case FLOOR -> new FloorPeer();
        };
    }
}
