package io.clickmill.local.accesslog;

/** A request line such as {@code GET /a?b=1 HTTP/1.1}. Any other text has an empty method and is the URL as a whole. */
record Request(String method, String url) {
    static Request parse(String line) {
        int methodEnd = line.indexOf(' ');
        if (methodEnd <= 0 || !isMethod(line, methodEnd)) {
            return new Request("", line);
        }
        int protocol = line.lastIndexOf(" HTTP/");
        // A request line of HTTP/0.9 has no protocol.
        String url = line.substring(methodEnd + 1, protocol > methodEnd ? protocol : line.length());
        return new Request(line.substring(0, methodEnd), url);
    }

    private static boolean isMethod(String request, int end) {
        if (request.charAt(0) < 'A' || request.charAt(0) > 'Z') {
            return false;
        }
        for (int i = 1; i < end; i++) {
            char character = request.charAt(i);
            if ((character < 'A' || character > 'Z') && character != '-' && character != '_') {
                return false;
            }
        }
        return true;
    }
}
