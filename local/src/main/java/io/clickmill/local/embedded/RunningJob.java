package io.clickmill.local.embedded;

import io.clickmill.job.JobCounter;
import io.clickmill.local.run.JobReport;
import io.clickmill.local.run.StackTraces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on the embedded cluster: its state, its failures, and how to stop it. */
public final class RunningJob {
    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final long ANSWER_WAIT_SECONDS = 10;
    private static final long CANCEL_WAIT_SECONDS = 4;

    private final MiniCluster cluster;
    private final JobMetrics metrics;
    private final JobID jobId;
    private final CompletableFuture<JobResult> result;

    RunningJob(MiniCluster cluster, JobMetrics metrics, JobID jobId) {
        this.cluster = cluster;
        this.metrics = metrics;
        this.jobId = jobId;
        this.result = cluster.requestJobResult(jobId);
    }

    public String id() {
        return jobId.toHexString();
    }

    /** Whether every task of the job runs. */
    public boolean isRunning() throws InterruptedException {
        return graph().filter(graph -> graph.getState() == JobStatus.RUNNING)
                .map(RunningJob::everyTaskRuns)
                .orElse(false);
    }

    /**
     * Whether the job has ended for any reason. Flink restarts a job after a failure, so the cause is rarely temporary.
     */
    public boolean hasEnded() {
        return result.isDone();
    }

    /** Whether the job has processed all of its input, which was bounded. */
    public boolean hasSucceeded() {
        return result.isDone()
                && !result.isCompletedExceptionally()
                && result.join().isSuccess();
    }

    /** The reason why the job has ended, or the cause of its last failure and restart; empty if there was none. */
    public Optional<String> failure() throws InterruptedException {
        if (result.isDone() && !result.isCompletedExceptionally()) {
            return Optional.of(result.join()
                    .getSerializedThrowable()
                    .map(thrown -> thrown.getFullStringifiedStackTrace())
                    .map(StackTraces::rootCause)
                    .orElse("it was " + result.join().getApplicationStatus()));
        }
        return graph().flatMap(RunningJob::lastFailure);
    }

    /** The state of the job, for other processes. */
    public JobReport report(Clock clock) throws InterruptedException {
        Optional<AccessExecutionGraph> graph = graph();
        return new JobReport(
                clock.millis(),
                graph.map(found -> found.getState().name()).orElse("UNKNOWN"),
                metrics.restarts().orElse(null),
                graph.flatMap(RunningJob::lastFailure).orElse(null),
                metrics.watermark().map(Instant::toEpochMilli).orElse(null));
    }

    /** The sum of a counter over all tasks of the job. Tasks that restart count from zero again. */
    public long count(JobCounter counter) {
        return metrics.sum(counter);
    }

    /** The checkpoints of the job so far; empty if Flink does not answer. */
    public Optional<CheckpointReport> checkpoints() throws InterruptedException {
        return graph().map(graph -> CheckpointReport.of(graph.getCheckpointStatsSnapshot()));
    }

    /** Makes a checkpoint now, and returns when it is complete. */
    public void checkpoint() throws InterruptedException, IOException {
        try {
            cluster.triggerCheckpoint(jobId, CheckpointType.DEFAULT).get();
        } catch (ExecutionException e) {
            throw new IOException("the job makes no checkpoint", e.getCause());
        }
    }

    /** Cancels the job. Its retained checkpoints stay. */
    public void cancel() throws InterruptedException {
        if (hasEnded()) {
            return;
        }
        try {
            cluster.cancelJob(jobId).get(CANCEL_WAIT_SECONDS, TimeUnit.SECONDS);
            result.get(CANCEL_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the job does not react to its cancellation: {}", e.toString());
        }
    }

    /**
     * Ends the job's input, lets the job process what it has received, and stops it.
     *
     * @param folder the folder for the savepoint
     * @return the URI of the savepoint
     */
    public String drain(Path folder) throws InterruptedException, IOException {
        try {
            return cluster.stopWithSavepoint(jobId, folder.toUri().toString(), true, SavepointFormatType.DEFAULT)
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the job does not drain", e.getCause());
        }
    }

    private Optional<AccessExecutionGraph> graph() throws InterruptedException {
        try {
            return Optional.of(cluster.getExecutionGraph(jobId).get(ANSWER_WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no execution graph", e);
            return Optional.empty();
        }
    }

    private static Optional<String> lastFailure(AccessExecutionGraph graph) {
        return Optional.ofNullable(graph.getFailureInfo())
                .map(info -> StackTraces.rootCause(info.getExceptionAsString()));
    }

    private static boolean everyTaskRuns(AccessExecutionGraph graph) {
        for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }
}
