package io.clickmill.local.importer;

/**
 * What an import did.
 *
 * @param lines read, blank ones left out
 * @param badLines sent as they are, for the job to reject
 */
public record ImportSummary(long lines, long badLines) {
    /** Lines that are a click or a link. */
    public long records() {
        return lines - badLines;
    }

    ImportSummary plus(ImportSummary other) {
        return new ImportSummary(lines + other.lines, badLines + other.badLines);
    }
}
