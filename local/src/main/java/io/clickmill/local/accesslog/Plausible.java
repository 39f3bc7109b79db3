package io.clickmill.local.accesslog;

/**
 * Checks that the fields before the time are plausible for a named format. Without this check a format could match
 * lines of another one, because only blanks separate these fields: {@code www.example.com 192.0.2.1 - - [...]} also
 * reads as a client, an ident, a user with a blank in it, and a time.
 */
final class Plausible {
    private Plausible() {}

    /**
     * Whether client, ident, user and virtual host of the line that was scanned last are plausible. If not, notes the
     * problem in the format.
     *
     * @param isGiven whether the user has named the format. A leading address is then taken as the virtual host
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

    /**
     * Whether the text is a name or a list of addresses, with blanks after commas. Proxies may also write
     * {@code unknown} or {@code -}.
     */
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
     * Whether the text is a host name, or an address with port 80 or 443. Any other address may be a forwarded one
     * instead, and {@code -} is written if nothing was forwarded.
     */
    private static boolean isVirtualHost(String host) {
        String withoutPort = ClientAddress.withoutPort(host);
        boolean hasPort = !withoutPort.equals(host) && (host.endsWith(":80") || host.endsWith(":443"));
        return hasPort || !host.equals("-") && !ClientAddress.isAddress(withoutPort);
    }

    /**
     * Whether the text may be a user name. HTTP user ids have no colon (RFC 7617), and {@code -} stands for an absent
     * one.
     */
    private static boolean isUser(String user) {
        return user.indexOf(':') < 0 && !user.startsWith("- ") && !user.endsWith(" -") && !user.contains(" - ");
    }
}
