package io.clickmill.local.cli;

import io.clickmill.local.run.DataFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * The text that {@code up} prints for a new user once it is ready: a link to the dashboard, where the key is, and two
 * commands to paste into another terminal. The first sends a click, and the second counts it.
 */
final class FirstSteps {
    private static final String CLICK =
            "{\"campaign_id\":\"hello\",\"link_id\":\"first\",\"url\":\"https://example.com/\"}";

    private FirstSteps() {}

    /** The lines to print. They contain the path of the key's file, never the key. */
    static List<String> lines(String apiUrl, String signInUrl, DataFolder folder) {
        Path keyFile = folder.demoKeyFile();
        // The path is absolute, because the other terminal may be in another folder.
        String curl = "  curl -H \"Authorization: Bearer $(cat " + quoted(keyFile) + ")\" ";
        return List.of(
                "",
                "Open the dashboard with this link, which works once within ten minutes:",
                "",
                "  " + signInUrl,
                "",
                "Later, open " + apiUrl + "/ and sign in with the key of account demo, which is in " + keyFile + ".",
                "From another terminal, send a click, and a few seconds later count the clicks of the last 24 hours:",
                "",
                curl + "--data '" + CLICK + "' " + apiUrl + "/v1/events",
                curl + "'" + apiUrl + "/v1/stats?group_by=campaign,link'",
                "",
                "Ctrl-C stops everything; the next `up` goes on from there.");
    }

    /** The path, quoted if needed, as one word of a POSIX shell. */
    private static String quoted(Path file) {
        String text = file.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
