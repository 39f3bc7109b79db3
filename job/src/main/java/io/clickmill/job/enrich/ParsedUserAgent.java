package io.clickmill.job.enrich;

/**
 * The result of parsing a user agent, in yauaa's words.
 *
 * @param deviceClass {@code Desktop}, {@code Phone}, {@code Robot}, ...
 * @param agentClass {@code Browser}, {@code Robot}, ...
 * @param agent the browser; for an app with a browser inside often the app's engine: {@code Chrome Webview}
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

    /** yauaa's word for an unknown value. */
    static final String UNKNOWN = "Unknown";

    /** The value without characters that cannot be stored; "" for yauaa's words for unknown values. */
    static String known(String value) {
        String storable = StorableText.of(value);
        return storable.startsWith(UNKNOWN) || storable.startsWith("??") || storable.equals("Unclassified")
                ? ""
                : storable;
    }
}
