package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.scheduler.strategy.ExecutionVertexID;
import org.junit.jupiter.api.Test;

class RunIdTest {
    private static final ExecutionGraphID GRAPH = new ExecutionGraphID();
    private static final JobVertexID VERTEX = new JobVertexID();

    @Test
    void isTheSameForAllTasksOfAnAttempt() {
        RunId run = RunId.of(task(VERTEX, 1, 12));
        assertThat(run).isEqualTo(RunId.of(task(new JobVertexID(), 0, 12)));
        assertThat(run).isNotEqualTo(RunId.of(task(VERTEX, 1, 13)));
    }

    @Test
    void isTheSameForASink() {
        ExecutionAttemptID task = task(VERTEX, 1, 12);
        Map<String, String> variables =
                Map.of("<task_attempt_id>", task.toString(), "<task_id>", VERTEX.toString(), "<subtask_index>", "1");
        assertThat(RunId.of(variables)).isEqualTo(RunId.of(task));
    }

    @Test
    void namesAMissingVariable() {
        assertThatThrownBy(() -> RunId.of(Map.of("<host>", "a")))
                .hasMessage("metric variable <task_attempt_id>: missing among [<host>]");
    }

    private static ExecutionAttemptID task(JobVertexID vertex, int subtask, int attempt) {
        return new ExecutionAttemptID(GRAPH, new ExecutionVertexID(vertex, subtask), attempt);
    }
}
