package io.clickmill.local.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;

/** A Flink cluster of one worker in this process, with its web UI on this machine's loopback. */
public final class LocalFlink implements Closeable {
    /** Slots of the worker and parallelism of the job. */
    public static final int PARALLELISM = 2;

    private static final long CLOSE_WAIT_SECONDS = 5;

    private final MiniCluster cluster;

    private LocalFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Starts the cluster.
     *
     * @param uiPort free
     * @param scratch for files that are worthless once it has stopped; emptied first
     * @param logFile shown by the web UI
     */
    public static LocalFlink start(Configuration jobSettings, int uiPort, Path scratch, Path logFile)
            throws IOException {
        Folders.delete(scratch);
        Files.createDirectories(scratch);
        Configuration settings = new Configuration(jobSettings);
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        // The blob server and the workers' ports listen on all addresses otherwise.
        settings.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        settings.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        settings.set(RestOptions.PORT, uiPort);
        settings.set(RestOptions.BIND_PORT, Integer.toString(uiPort));
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        // A job that is cancelled by a click would end the whole system.
        settings.set(WebOptions.CANCEL_ENABLE, false);
        // "*" by default: any page that the user visits could read what the job does.
        settings.set(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN, "http://127.0.0.1:" + uiPort);
        settings.set(WebOptions.TMP_DIR, scratch.toString());
        settings.set(WebOptions.LOG_PATH, logFile.toString());
        // Ten seconds otherwise, by which `status` would show an older watermark than is reached.
        settings.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        settings.set(CoreOptions.TMP_DIRS, scratch.toString());
        settings.set(BlobServerOptions.STORAGE_DIRECTORY, scratch.toString());
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, PARALLELISM);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IOException("cannot start Flink", e);
        }
        return new LocalFlink(cluster);
    }

    /** Of the web UI and the REST API. */
    public URI url() {
        return cluster.getRestAddress().join();
    }

    /** Hands a job over; it runs from now on. */
    public RunningJob submit(JobGraph job) throws IOException {
        try {
            cluster.submitJob(job).get();
        } catch (ExecutionException e) {
            throw new IOException("Flink refused the job", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while handing the job to Flink", e);
        }
        return new RunningJob(cluster, job.getJobID());
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
