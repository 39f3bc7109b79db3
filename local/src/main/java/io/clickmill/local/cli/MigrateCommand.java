package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.local.embedded.LocalPostgres;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code migrate}: brings a database's schema up to this release. {@code up} does this for its own database. */
@Command(name = "migrate", description = "Bring the database's schema up to this release, as the database's owner.")
final class MigrateCommand extends Subcommand {
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
