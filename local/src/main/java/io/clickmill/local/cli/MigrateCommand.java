package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.local.embedded.LocalPostgres;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code migrate}: brings a database's schema up to this release. {@code up} does this for its own database. */
@Command(
        name = "migrate",
        description = "Bring the database's schema up to this release, as the database's owner.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private SystemOptions systemOptions;

    @Override
    public Integer call() {
        int applied = Schema.migrate(systemOptions.system().database(LocalPostgres.OWNER_ROLE));
        System.out.println(
                applied == 0
                        ? "schema is at version " + Schema.VERSION + " already"
                        : "schema is at version " + Schema.VERSION + " now, after " + applied
                                + (applied == 1 ? " migration" : " migrations"));
        return ExitCode.OK;
    }
}
