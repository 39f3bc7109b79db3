package io.clickmill.api;

import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.RateLimits;
import io.clickmill.api.auth.Sessions;
import io.clickmill.api.http.PublicUrl;
import io.clickmill.contract.IpLiteral;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.contract.settings.Settings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.jetty.util.InetAddressSet;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of the API.
 *
 * @param port the port to listen on; 0 for any free port
 * @param postgresUrl the database's JDBC URL
 * @param postgresPassword null if the database needs no password
 * @param poolSize maximum number of connections to PostgreSQL
 * @param expensiveAtOnce the number of expensive questions that are answered at a time
 * @param statementTimeout the time after which PostgreSQL cancels a statement
 * @param sealCache where the API keeps sealed days
 * @param kafka null for an API that takes neither events nor links
 * @param eventRules the same rules as the job's, so that an accepted event will be counted
 * @param rateLimits limits by dialect; they replace the dialect's own
 * @param connectionsPerAddress maximum of open connections of one client; not enforced behind a proxy
 * @param clicksPerAddress limit of the clicks that a client may track without a key
 * @param behindProxy whether a proxy gives the client's address in {@code X-Forwarded-For}
 * @param trustedProxies addresses, or networks such as {@code 10.0.0.0/8}, of further proxies before the last one
 * @param publicUrl the URL under which clients reach the API
 * @param sessionKey signs the sessions of people, the same in all processes; null for one that ends with the process
 */
public record ApiConfig(
        String host,
        int port,
        String postgresUrl,
        String postgresUser,
        @Nullable String postgresPassword,
        int poolSize,
        int expensiveAtOnce,
        Duration statementTimeout,
        SealCache sealCache,
        @Nullable KafkaAccess kafka,
        Topics topics,
        EventRules eventRules,
        Map<String, Limit> rateLimits,
        int connectionsPerAddress,
        Limit clicksPerAddress,
        boolean behindProxy,
        List<String> trustedProxies,
        PublicUrl publicUrl,
        @Nullable String sessionKey) {
    private static final String SESSION_KEY = "CLICKMILL_SESSION_KEY";

    /** The default settings for a database. */
    public static ApiConfig of(String postgresUrl) {
        return new ApiConfig(
                "127.0.0.1",
                8080,
                postgresUrl,
                Schema.READER_ROLE,
                null,
                10,
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                Duration.ofSeconds(30),
                SealCache.DEFAULTS,
                null,
                Topics.DEFAULTS,
                EventRules.DEFAULTS,
                Map.of(),
                256,
                RateLimits.CLICKS_PER_ADDRESS,
                false,
                List.of(),
                new PublicUrl(Optional.empty()),
                null);
    }

    /**
     * Reads the settings from environment variables. Variables that are not the API's are ignored.
     *
     * @throws Settings.InvalidException with the errors of all variables together
     */
    public static ApiConfig parse(Map<String, String> environment) {
        Settings settings = new Settings(environment);
        ApiConfig defaults = of(settings.postgresUrl());
        String kafka = settings.textOrNull(KafkaAccess.BOOTSTRAP_SERVERS_VARIABLE);
        ApiConfig config = new ApiConfig(
                settings.text("CLICKMILL_API_HOST", defaults.host),
                settings.number("CLICKMILL_API_PORT", defaults.port, 0, 65_535),
                defaults.postgresUrl,
                settings.text("CLICKMILL_POSTGRES_READER_USER", defaults.postgresUser),
                settings.textOrNull("CLICKMILL_POSTGRES_READER_PASSWORD"),
                settings.number("CLICKMILL_API_POOL_SIZE", defaults.poolSize, 1, 1_000),
                settings.number("CLICKMILL_API_EXPENSIVE_AT_ONCE", defaults.expensiveAtOnce, 1, 1_000),
                Duration.ofMillis(settings.number(
                        "CLICKMILL_API_STATEMENT_TIMEOUT_MS",
                        (int) defaults.statementTimeout.toMillis(),
                        1,
                        3_600_000)),
                SealCache.read(settings),
                kafka == null ? null : settings.kafka(kafka),
                Topics.read(settings),
                EventRules.read(settings),
                limits(settings, "CLICKMILL_RATE_LIMITS"),
                settings.number("CLICKMILL_API_CONNECTIONS_PER_ADDRESS", defaults.connectionsPerAddress, 1, 100_000),
                settings.parsed("CLICKMILL_CLICKS_PER_ADDRESS", defaults.clicksPerAddress, ApiConfig::limit),
                settings.flag("CLICKMILL_API_BEHIND_PROXY"),
                networks(settings, "CLICKMILL_API_TRUSTED_PROXIES"),
                settings.parsed("CLICKMILL_API_PUBLIC_URL", defaults.publicUrl, url -> new PublicUrl(Optional.of(url))),
                settings.textOrNull(SESSION_KEY) == null
                        ? null
                        : settings.secret(SESSION_KEY, Sessions.MIN_SECRET_LENGTH));
        settings.requireValid();
        return config;
    }

    /** Parses limits such as {@code dub=1200/minute,emailconsul=none}. */
    private static Map<String, Limit> limits(Settings settings, String name) {
        Map<String, Limit> limits = new TreeMap<>();
        for (String entry : settings.list(name)) {
            String[] parts = entry.strip().split("=", 2);
            Optional<Limit> limit = parts.length == 2 ? Limit.parse(parts[1]) : Optional.empty();
            if (limit.isEmpty() || !Dialects.names().contains(parts[0])) {
                settings.invalid(
                        name,
                        entry,
                        "DIALECT=NUMBER/second, minute, hour or day, or DIALECT=none; a dialect is one of "
                                + String.join(", ", Dialects.names()));
            } else if (limits.put(parts[0], limit.get()) != null) {
                settings.invalid(name, entry, "each dialect once");
            }
        }
        return limits;
    }

    private static Limit limit(String text) {
        return Limit.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        text + " (expected: NUMBER/second, minute, hour or day, or none)"));
    }

    private static List<String> networks(Settings settings, String name) {
        List<String> networks = settings.list(name).stream().map(String::strip).toList();
        networks.stream()
                .filter(network -> !isNetwork(network))
                .forEach(network -> settings.invalid(name, network, "addresses, or networks such as 10.0.0.0/8"));
        return networks;
    }

    private static boolean isNetwork(String text) {
        try {
            // IpLiteral checks the text first, because InetAddressSet would look up a host name.
            return IpLiteral.parse(text.split("/", 2)[0]) != null && new InetAddressSet().add(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Tests whether an address belongs to a trusted proxy. */
    Predicate<InetAddress> proxies() {
        InetAddressSet proxies = new InetAddressSet();
        proxies.addAll(trustedProxies);
        return proxies;
    }

    /** All settings but the secrets. The database's URL is cut before its parameters, which may hold a password. */
    @Override
    public String toString() {
        return "ApiConfig[host=" + host + ", port=" + port + ", postgresUrl=" + postgresUrl.replaceAll("\\?.*", "?...")
                + ", postgresUser=" + postgresUser + ", postgresPassword=" + (postgresPassword == null ? "none" : "***")
                + ", poolSize=" + poolSize + ", expensiveAtOnce=" + expensiveAtOnce + ", statementTimeout="
                + statementTimeout + ", " + sealCache + ", kafka="
                + (kafka == null ? "none" : kafka) + ", " + topics
                + ", logRetention=" + eventRules.retention() + ", currencies="
                + eventRules.currencies().byAccount() + ", rateLimits=" + rateLimits
                + ", connectionsPerAddress=" + connectionsPerAddress + ", clicksPerAddress=" + clicksPerAddress
                + ", behindProxy=" + behindProxy + ", trustedProxies=" + trustedProxies + ", publicUrl="
                + publicUrl.configured().orElse("none") + ", sessionKey=" + (sessionKey == null ? "none" : "***") + "]";
    }
}
