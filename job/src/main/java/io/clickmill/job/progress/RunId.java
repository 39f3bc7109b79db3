package io.clickmill.job.progress;

import java.io.Serializable;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;

/**
 * The id of one attempt of the job: the same for all of its tasks, and another one after every restart, on any cluster.
 *
 * @param value as in {@code job_run.run_id}
 */
public record RunId(String value) implements Serializable {
    /** The run of this task: the task's id without the parts that differ between tasks. */
    public static RunId of(ExecutionAttemptID task) {
        // The form is <execution graph>_<vertex>_<subtask>_<attempt>. All tasks restart together and so have the same
        // attempt, as the job is one pipelined region.
        return new RunId(task.toString().replace("_" + task.getExecutionVertexId() + "_", "_"));
    }
}
