package io.clickmill.job.enrich;

/**
 * What a parser says of a user agent, in yauaa's words.
 *
 * @param deviceClass {@code Desktop}, {@code Phone}, {@code Robot}, ...
 * @param agentClass {@code Browser}, {@code Robot}, ...
 * @param agent the browser, and in an app with a browser inside often its engine: {@code Chrome Webview}
 * @param agentVersion its major version
 * @param app the app with the browser inside: {@code Facebook App for iOS}
 * @param appVersion its major version
 * @param os the operating system
 */
record ParsedUserAgent(
        String deviceClass,
        String agentClass,
        String agent,
        String agentVersion,
        String app,
        String appVersion,
        String os) {

    /** yauaa's word for what it does not know. */
    static final String UNKNOWN = "Unknown";

    /** The value as it can be stored; "" for yauaa's words for what it does not know. */
    static String known(String value) {
        String storable = StorableText.of(value);
        return storable.startsWith(UNKNOWN) || storable.startsWith("??") || storable.equals("Unclassified")
                ? ""
                : storable;
    }
}
