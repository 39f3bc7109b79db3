package io.clickmill.job.fold;

import io.clickmill.contract.settings.Settings;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.fold.SealDays.SealedDays;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/**
 * A bounded fold as a program, for a cluster: run it every few minutes beside the job. It folds late events, and seals
 * complete days. Two may run at the same time, and it may be interrupted at any time.
 */
public final class Main {
    /** The next run continues. Meanwhile late events wait to be folded. */
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private Main() {}

    /** Folds and seals once. It takes no arguments; the database is that of the job's settings. */
    public static void main(String[] args) throws SQLException {
        PostgresAccess postgres = Settings.orExit(() -> PostgresAccess.parse(System.getenv()));
        FoldedRows folded = new FoldLateRows(postgres.dataSource(), Clock.systemUTC()).foldOnce();
        System.out.println("folded " + folded.events() + " late events into " + folded.rollupRows() + " rollup rows");
        SealedDays sealed = new SealDays(postgres.dataSource()).sealOnce(AT_MOST);
        System.out.println("sealed " + sealed.days() + " days with " + sealed.events() + " events, " + sealed.left()
                + " days are left");
    }
}
