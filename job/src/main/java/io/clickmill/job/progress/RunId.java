package io.clickmill.job.progress;

import java.io.Serializable;
import java.util.Map;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;

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

    /**
     * The run of a sink's task, which sees its ids only as variables of its metrics.
     *
     * @throws IllegalArgumentException if one of them is missing
     */
    public static RunId of(Map<String, String> variables) {
        String task = required(variables, ScopeFormat.SCOPE_TASK_ATTEMPT_ID);
        String vertex = required(variables, ScopeFormat.SCOPE_TASK_VERTEX_ID);
        String subtask = required(variables, ScopeFormat.SCOPE_TASK_SUBTASK_INDEX);
        return new RunId(task.replace("_" + vertex + "_" + subtask + "_", "_"));
    }

    private static String required(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("metric variable " + name + ": missing among " + variables.keySet());
        }
        return value;
    }
}
