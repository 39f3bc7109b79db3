package io.clickmill.local.embedded;

import io.clickmill.local.run.DataFolder;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.kafka.common.utils.Utils;

/**
 * A Flink cluster of one worker in this process. It has a web page, on this machine's loopback, only if the user asks
 * for it. Flink's page has no password, so the page is read-only.
 */
public final class LocalFlink implements Closeable {
    /** Number of the worker's slots, and the job's parallelism. */
    public static final int PARALLELISM = 2;

    private static final String LOOPBACK = "127.0.0.1";
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final MiniCluster cluster;
    private final JobMetrics metrics;
    private final Optional<URI> url;

    private LocalFlink(MiniCluster cluster, JobMetrics metrics, Optional<URI> url) {
        this.cluster = cluster;
        this.metrics = metrics;
        this.url = url;
    }

    /**
     * Starts the cluster.
     *
     * @param pagePort a free port for the web page; empty for no page
     * @param folder the data folder; its scratch folder is emptied first, and the web page shows its log
     */
    public static LocalFlink start(Configuration jobSettings, OptionalInt pagePort, DataFolder folder)
            throws IOException {
        Path scratch = folder.flinkScratch();
        Utils.delete(scratch.toFile());
        Files.createDirectories(scratch);
        Configuration settings = new Configuration(jobSettings);
        // By default the blob server and the worker's ports listen on all addresses.
        settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        FlinkCertificate.require(settings, folder);
        // In one process no data, however large, needs to go through the blob server.
        settings.set(BlobServerOptions.OFFLOAD_MINSIZE, Integer.MAX_VALUE);
        setPage(settings, pagePort, folder.logFile());
        settings.set(WebOptions.TMP_DIR, scratch.toString());
        settings.set(CoreOptions.TMP_DIRS, scratch.toString());
        settings.set(BlobServerOptions.STORAGE_DIRECTORY, scratch.toString());
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, PARALLELISM);
        MiniClusterConfiguration configuration = new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build();
        JobMetrics metrics = new JobMetrics();
        MiniCluster cluster = new LocalMiniCluster(
                configuration,
                pagePort.isPresent() ? ReadOnlyRestEndpoint.factory() : ClosedRestEndpoint.factory(),
                metrics);
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IOException("cannot start Flink", e);
        }
        Optional<URI> url = pagePort.isPresent()
                ? Optional.of(URI.create("http://" + LOOPBACK + ":" + pagePort.getAsInt()))
                : Optional.empty();
        return new LocalFlink(cluster, metrics, url);
    }

    private static void setPage(Configuration settings, OptionalInt pagePort, Path logFile) {
        // Flink binds a port in any case; without a page ClosedRestEndpoint closes it immediately.
        int port = pagePort.orElse(0);
        settings.set(RestOptions.ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        settings.set(RestOptions.PORT, port);
        settings.set(RestOptions.BIND_PORT, Integer.toString(port));
        // Hide the buttons for what the read-only page does not do.
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(WebOptions.CANCEL_ENABLE, false);
        // The default is "*", with which any page that the user visits could read the state of the job.
        settings.set(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN, "http://" + LOOPBACK + ":" + port);
        settings.set(WebOptions.LOG_PATH, logFile.toString());
    }

    /** The URL of the web page; empty without the page. */
    public Optional<URI> url() {
        return url;
    }

    /** Submits a job, which starts to run. */
    public RunningJob submit(JobGraph job) throws IOException {
        try {
            cluster.submitJob(job).get();
        } catch (ExecutionException e) {
            throw new IOException("Flink refused the job", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while submitting the job to Flink", e);
        }
        return new RunningJob(cluster, metrics, job.getJobID());
    }

    @Override
    public void close() throws IOException {
        CompletableFuture<Void> closed = cluster.closeAsync();
        try {
            closed.get(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Flink does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
