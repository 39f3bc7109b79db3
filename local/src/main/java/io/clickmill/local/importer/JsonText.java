package io.clickmill.local.importer;

/** Recognizes by the first characters of a line whether it is JSON. */
final class JsonText {
    private JsonText() {}

    /**
     * Whether the line begins with an object or an array of objects. A log line may begin with a bracket and a time.
     */
    static boolean begins(byte[] line) {
        int at = skipBlanks(line, 0);
        return at < line.length && (line[at] == '{' || isArray(line, at));
    }

    /** Whether the line begins with an array of objects, or is only the beginning of an array. */
    static boolean beginsArray(byte[] line) {
        int at = skipBlanks(line, 0);
        return at < line.length && isArray(line, at);
    }

    private static boolean isArray(byte[] line, int bracket) {
        if (line[bracket] != '[') {
            return false;
        }
        int next = skipBlanks(line, bracket + 1);
        return next == line.length || line[next] == '{' || line[next] == ']';
    }

    static int skipBlanks(byte[] line, int start) {
        int at = start;
        while (at < line.length && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return at;
    }
}
