package io.clickmill.job.fold;

import io.clickmill.contract.settings.Settings;
import io.clickmill.job.PostgresAccess;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A rebuild as a program, for a cluster. It may run beside the job, the fold and another rebuild, and may be
 * interrupted at any time: the next rebuild does the days that are still marked.
 */
public final class RebuildMain {
    private static final int EXIT_USAGE = 2;
    private static final String USAGE = """
            usage: io.clickmill.job.fold.RebuildMain [--all]

            Counts the complete days that are marked in table rollup_gap again, from the log. The database is that of
            the job's settings.

              --all    marks every complete day of every account first
              --help   prints this""";

    private RebuildMain() {}

    /**
     * Takes {@code --all} or no arguments. The exit code is 0, or 1 after a failure, or 2 after wrong usage or
     * settings.
     */
    public static void main(String[] args) throws SQLException {
        System.exit(run(List.of(args), System.getenv(), Clock.systemUTC(), System.out, System.err));
    }

    static int run(List<String> args, Map<String, String> environment, Clock clock, PrintStream out, PrintStream err)
            throws SQLException {
        if (args.equals(List.of("--help"))) {
            out.println(USAGE);
            return 0;
        }
        boolean all = args.equals(List.of("--all"));
        if (!all && !args.isEmpty()) {
            err.println("arguments: " + String.join(" ", args) + " (expected: --all, --help or none)");
            return EXIT_USAGE;
        }
        PostgresAccess postgres;
        try {
            postgres = PostgresAccess.parse(environment);
        } catch (Settings.InvalidException e) {
            err.println(e.getMessage());
            return EXIT_USAGE;
        }
        RebuildDays rebuild = new RebuildDays(postgres.dataSource(), clock);
        if (all) {
            rebuild.markAll();
        }
        out.println(rebuild.rebuildMarked((done, days) -> {}));
        return 0;
    }
}
