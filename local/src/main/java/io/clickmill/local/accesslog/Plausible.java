package io.clickmill.local.accesslog;

/**
 * Whether the fields before the time are what a named format says. Blanks alone would let one format read another's lines:
 * {@code www.example.com 192.0.2.1 - - [...]} has a host, an ident, a user with a blank, and a time.
 */
final class Plausible {
    private Plausible() {}

    /**
     * True if host, ident and user of the line that was scanned last can be such; else notes the problem in the format.
     *
     * @param isGiven whether the user has named the format, so that an address in front is the virtual host
     */
    static boolean check(ServerFormat name, LogFormat format, String line, boolean isGiven) {
        Capture capture = format.capture();
        String client = capture.raw(LogField.CLIENT, line);
        if (!isClient(client)) {
            return format.refuse(line, "an address or a host name");
        }
        String ident = capture.raw(LogField.IDENT, line);
        if (ClientAddress.isAddress(ClientAddress.withoutPort(ident))) {
            return format.refuse(line, "one address before the time");
        }
        if (!isUser(capture.raw(LogField.USER, line))) {
            return format.refuse(line, "a user name without a colon");
        }
        boolean isVirtualHost =
                isGiven || !name.hasVirtualHost() || isVirtualHost(capture.raw(LogField.VIRTUAL_HOST, line));
        return isVirtualHost || format.refuse(line, "one address before the time");
    }

    /** A list of addresses has blanks after its commas; `unknown` and `-` are what proxies write for one. */
    private static boolean isClient(String client) {
        for (int i = 0; i < client.length(); i++) {
            char character = client.charAt(i);
            boolean isName = Character.isLetterOrDigit(character) || ".-_:%[]".indexOf(character) >= 0;
            if (!isName && character != ',' && character != ' ') {
                return false;
            }
        }
        return true;
    }

    /**
     * A host by its name, or by its address with a port of HTTP. Another address may as well be the forwarded one, and
     * {@code -} stands where nothing was forwarded.
     */
    private static boolean isVirtualHost(String host) {
        String withoutPort = ClientAddress.withoutPort(host);
        boolean hasPort = !withoutPort.equals(host) && (host.endsWith(":80") || host.endsWith(":443"));
        return hasPort || !host.equals("-") && !ClientAddress.isAddress(withoutPort);
    }

    /** A user id of HTTP has no colon (RFC 7617), and {@code -} is no user's name. */
    private static boolean isUser(String user) {
        return user.indexOf(':') < 0 && !user.startsWith("- ") && !user.endsWith(" -") && !user.contains(" - ");
    }
}
