package io.clickmill.local;

import io.clickmill.local.cli.ClickmillCommand;
import java.util.Arrays;

/** The program {@code clickmill}, the command line. {@code clickmill --help} lists its commands. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Must be set before the first logger is created. `up` sets another file once it knows its folder.
        System.setProperty("log4j2.configurationFile", "classpath:io/clickmill/local/log4j2-command.xml");
        if (Arrays.asList(args).contains("--verbose")) {
            System.setProperty("clickmill.level", "INFO");
        }
        System.exit(ClickmillCommand.run(System.getenv(), args));
    }
}
