package io.clickmill.local.cli;

import io.clickmill.contract.event.RejectReason;
import io.clickmill.local.run.RunFile;
import io.clickmill.local.run.RunningSystem;
import io.clickmill.local.run.SystemStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: shows the state of the system and its balance. */
@Command(name = "status", description = "Show the state of the running system, and whether its records balance.")
final class StatusCommand extends Subcommand {
    @Mixin
    private SystemOptions systemOptions;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        RunningSystem system = systemOptions.system();
        Instant now = Clock.systemUTC().instant();
        SystemStatus status = SystemStatus.read(system, now);
        System.out.print(
                json ? status.toJson() + "\n" : table(status, system.topics().rejected()));
        if (!json) {
            if (!status.job().equals("RUNNING")) {
                SystemStatus.jobFailure(system, now).ifPresent(cause -> System.out.print(row("cause", cause)));
            }
            system.description().ifPresent(StatusCommand::printAddresses);
        }
        return ExitCode.OK;
    }

    static String table(SystemStatus status, String rejectedTopic) {
        StringBuilder table = new StringBuilder(512);
        line(table, "job", status.job());
        Long restarts = status.restarts();
        line(table, "restarts", restarts == null ? "unknown" : number(restarts));
        line(table, "received", number(status.received()));
        line(table, "logged", number(status.logged()));
        line(table, "duplicates", number(status.duplicates()));
        line(table, "rejected", number(status.rejected()));
        rejectedByReason(table, status, rejectedTopic);
        line(table, "balance", "received = logged + duplicates + rejected: " + (status.isExact() ? "ok" : "NOT EXACT"));
        line(table, "lag", number(status.lagRecords()) + " records");
        line(table, "watermark", status.watermark());
        line(table, "progress", status.progress());
        line(table, "late rows", number(status.lateRows()));
        line(table, "gaps", number(status.gaps()));
        Double age = status.checkpointAgeS();
        line(table, "checkpoint", age == null ? null : String.format(Locale.ROOT, "%.1f s ago", age));
        return table.toString();
    }

    private static void rejectedByReason(StringBuilder table, SystemStatus status, String rejectedTopic) {
        Map<String, String> sentences = Arrays.stream(RejectReason.values())
                .collect(Collectors.toMap(RejectReason::word, RejectReason::sentence));
        long told = 0;
        for (Map.Entry<String, Long> reason : status.rejectedByReason().entrySet()) {
            told += reason.getValue();
            table.append(String.format(
                    Locale.ROOT,
                    "  %s %s: %s%n",
                    number(reason.getValue()),
                    reason.getKey(),
                    sentences.getOrDefault(reason.getKey(), "A reason of another release.")));
        }
        if (told > 0 && told < status.rejected()) {
            table.append(
                    String.format(Locale.ROOT, "  %s before reasons were counted%n", number(status.rejected() - told)));
        }
        if (status.rejected() > 0) {
            table.append(String.format(
                    Locale.ROOT,
                    "  see topic %s: each record has its reason and detail in its headers%n",
                    rejectedTopic));
        }
    }

    private static void printAddresses(RunFile found) {
        StringBuilder table = new StringBuilder(256);
        line(table, "api", found.apiUrl());
        line(table, "flink", found.flinkUrl() == null ? "no page (`up --flink-port N` opens one)" : found.flinkUrl());
        line(table, "kafka", found.kafkaBootstrapServers());
        line(table, "postgres", found.postgresUrl());
        System.out.print(table);
    }

    private static void line(StringBuilder table, String name, @Nullable String value) {
        table.append(row(name, value == null ? "none yet" : value));
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "%-11s %s%n", name, value);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
