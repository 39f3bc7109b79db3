package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.job.Sql;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 50 million visitors in one minute, in a process of its own with a heap of 1 GB. */
class HotMinuteIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final long CLICKS = (long) HotMinute.VALUES * HotMinute.VISITORS;
    private static final long CAMPAIGN_CLICKS = (long) HotMinute.CAMPAIGN_VALUES * HotMinute.CAMPAIGN_VISITORS;

    /** Of 18,000 estimates none should differ by more than this many standard errors. */
    private static final int STANDARD_ERRORS = 5;

    private final Sql sql = new Sql(DATABASE);

    @TempDir
    private Path folder;

    @Test
    void countsTenThousandCitiesOfFiveThousandVisitorsWithOneGigabyte() throws Exception {
        run();
        String cities = " FROM rollup WHERE scope = 'account' AND overflow";
        assertThat(sql.lines("SELECT granularity, dimension, cardinality(vals)" + cities + " ORDER BY granularity"))
                .containsExactly("day|city|0", "hour|city|0", "minute|city|0");
        // A late click was added to the day.
        for (String granularity : List.of("minute", "hour", "day")) {
            long clicks = granularity.equals("day") ? CLICKS + 1 : CLICKS;
            String values = " FROM rollup_value WHERE scope = 'account' AND granularity = '" + granularity + "'";
            assertThat(sql.lines("SELECT DISTINCT clicks" + values)).containsExactly(String.valueOf(clicks));
            assertThat(sql.lines("SELECT count(DISTINCT dimension)" + values))
                    .containsExactly(String.valueOf(Dimension.of(Scope.ACCOUNT).size() - 1));
            assertEstimates(values + " AND dimension IN ('total', 'url', 'country')", CLICKS);
        }
        String hot = " WHERE scope = 'campaign' AND dimension IN ('city', 'url')";
        assertThat(sql.lines("SELECT granularity, count(*) FILTER (WHERE overflow), sum(cardinality(vals)) FROM rollup"
                        + hot + " GROUP BY granularity ORDER BY granularity"))
                .containsExactly("day|1|6000", "hour|1|6000", "minute|1|6000");
        assertThat(sql.lines("SELECT DISTINCT clicks FROM rollup_value" + hot))
                .containsExactly(String.valueOf(HotMinute.CAMPAIGN_VISITORS));
        assertEstimates(" FROM rollup_value" + hot, HotMinute.CAMPAIGN_VISITORS);
        String other = " FROM rollup WHERE scope = 'campaign' AND dimension NOT IN ('city', 'url')";
        assertThat(sql.lines("SELECT DISTINCT overflow, clicks" + other))
                .containsExactly("f|{" + CAMPAIGN_CLICKS + "}");
    }

    private void assertEstimates(String values, long visitors) throws Exception {
        double most = STANDARD_ERRORS * UniqueSketch.RELATIVE_STANDARD_ERROR * visitors;
        assertThat(sql.lines("SELECT count(*) > 0, max(abs(uniques_estimate - " + visitors + ")) <= " + most + values))
                .containsExactly("t|t");
    }

    private void run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-Duser.timezone=UTC"));
        // Surefire starts this process with a jar that only refers to the class path.
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HotMinute.class.getName(),
                DATABASE.url(TestDatabase.OWNER_ROLE),
                DATABASE.url(Schema.WRITER_ROLE)));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
