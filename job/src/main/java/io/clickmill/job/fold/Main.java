package io.clickmill.job.fold;

import io.clickmill.contract.settings.Settings;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.fold.SealDays.SealedDays;
import java.sql.SQLException;
import java.time.Clock;

/**
 * A bounded fold as a program, for a cluster: run it every few minutes beside the job. It folds late events, and seals
 * complete days. Two may run at the same time, and it may be interrupted at any time.
 */
public final class Main {
    private Main() {}

    /** Folds and seals once. It takes no arguments; the database is that of the job's settings. */
    public static void main(String[] args) throws SQLException {
        PostgresAccess postgres = Settings.orExit(() -> PostgresAccess.parse(System.getenv()));
        FoldedRows folded = new FoldLateRows(postgres.dataSource(), Clock.systemUTC()).foldOnce();
        System.out.println("folded " + folded.events() + " late events into " + folded.rollupRows() + " rollup rows");
        SealedDays sealed = new SealDays(postgres.dataSource()).sealOnce();
        System.out.println("sealed " + sealed.days() + " days with " + sealed.events() + " events");
    }
}
