package io.clickmill.local;

import io.clickmill.local.cli.ClickmillCommand;
import java.util.Arrays;

/** The command line; {@code clickmill --help} says what it does. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Before the first logger is made. `up` chooses another file when it knows its folder.
        System.setProperty("log4j2.configurationFile", "classpath:io/clickmill/local/log4j2-command.xml");
        if (Arrays.asList(args).contains("--verbose")) {
            System.setProperty("clickmill.level", "INFO");
        }
        System.exit(ClickmillCommand.run(System.getenv(), args));
    }
}
