package io.clickmill.job.progress;

import java.io.Serializable;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;

/**
 * One attempt of the job: the same for all of its tasks, another one after every restart, on whatever cluster.
 *
 * @param value as in {@code job_run.run_id}
 */
public record RunId(String value) implements Serializable {
    /** The run that the task belongs to: its id without what tells it from the other tasks. */
    public static RunId of(ExecutionAttemptID task) {
        // <execution graph>_<vertex>_<subtask>_<attempt>: tasks restart all together, as the job is one pipelined
        // region.
        return new RunId(task.toString().replace("_" + task.getExecutionVertexId() + "_", "_"));
    }
}
