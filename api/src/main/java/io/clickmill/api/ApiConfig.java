package io.clickmill.api;

import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.RateLimits;
import io.clickmill.api.http.PublicUrl;
import io.clickmill.contract.Currencies;
import io.clickmill.contract.Durations;
import io.clickmill.contract.IpLiteral;
import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
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
 * @param port 0 for a free one
 * @param postgresUrl a JDBC URL
 * @param postgresPassword null where none is needed
 * @param poolSize connections to PostgreSQL
 * @param statementTimeout after which PostgreSQL gives up on a statement
 * @param kafka empty for an API that takes neither events nor links
 * @param eventRules the job's: what keeps them is counted
 * @param rateLimits by dialect, in place of the dialect's own
 * @param connectionsPerAddress open at a time, of one client; not counted behind a proxy
 * @param clicksPerAddress that a client may track without a key
 * @param behindProxy whether a proxy tells the client's address, as {@code X-Forwarded-For}
 * @param trustedProxies addresses, or networks such as {@code 10.0.0.0/8}, of further proxies before the last one
 * @param publicUrl where clients reach the API
 */
public record ApiConfig(
        String host,
        int port,
        String postgresUrl,
        String postgresUser,
        @Nullable String postgresPassword,
        int poolSize,
        Duration statementTimeout,
        Optional<KafkaAccess> kafka,
        Topics topics,
        EventRules eventRules,
        Map<String, Limit> rateLimits,
        int connectionsPerAddress,
        Limit clicksPerAddress,
        boolean behindProxy,
        List<String> trustedProxies,
        PublicUrl publicUrl) {
    /** All that is wrong with an environment, a line each. */
    public static final class InvalidConfigException extends Exception {
        InvalidConfigException(List<String> errors) {
            super(String.join("\n", errors));
        }
    }

    /** Default of everything but the database's URL. */
    public static ApiConfig of(String postgresUrl) {
        return new ApiConfig(
                "127.0.0.1",
                8080,
                postgresUrl,
                Schema.READER_ROLE,
                null,
                10,
                Duration.ofSeconds(30),
                Optional.empty(),
                Topics.DEFAULTS,
                EventRules.DEFAULTS,
                Map.of(),
                256,
                RateLimits.CLICKS_PER_ADDRESS,
                false,
                List.of(),
                new PublicUrl(Optional.empty()));
    }

    /**
     * Reads the settings from environment variables; names that are not the API's are ignored.
     *
     * @throws InvalidConfigException with all errors at once
     */
    public static ApiConfig parse(Map<String, String> environment) throws InvalidConfigException {
        Settings settings = new Settings(environment);
        ApiConfig defaults = of(settings.required("CLICKMILL_POSTGRES_URL", "jdbc:postgresql://HOST:PORT/DATABASE"));
        if (!defaults.postgresUrl.isEmpty() && !defaults.postgresUrl.startsWith("jdbc:postgresql:")) {
            // A URL may hold a password, so that it is not repeated here.
            settings.errors.add("CLICKMILL_POSTGRES_URL: another URL (expected: jdbc:postgresql://HOST:PORT/DATABASE)");
        }
        ApiConfig config = new ApiConfig(
                settings.text("CLICKMILL_API_HOST").orElse(defaults.host),
                settings.number("CLICKMILL_API_PORT", defaults.port, 0, 65_535),
                defaults.postgresUrl,
                settings.text("CLICKMILL_POSTGRES_READER_USER").orElse(defaults.postgresUser),
                settings.text("CLICKMILL_POSTGRES_READER_PASSWORD").orElse(null),
                settings.number("CLICKMILL_API_POOL_SIZE", defaults.poolSize, 1, 1_000),
                Duration.ofMillis(settings.number(
                        "CLICKMILL_API_STATEMENT_TIMEOUT_MS",
                        (int) defaults.statementTimeout.toMillis(),
                        1,
                        3_600_000)),
                settings.kafka(KafkaAccess.BOOTSTRAP_SERVERS_VARIABLE),
                Topics.parse(environment),
                new EventRules(
                        settings.duration(EventRules.RETENTION_VARIABLE, defaults.eventRules.retention()),
                        defaults.eventRules.maxAhead(),
                        settings.currencies(EventRules.CURRENCIES_VARIABLE)),
                settings.limits("CLICKMILL_RATE_LIMITS"),
                settings.number("CLICKMILL_API_CONNECTIONS_PER_ADDRESS", defaults.connectionsPerAddress, 1, 100_000),
                settings.limit("CLICKMILL_CLICKS_PER_ADDRESS", defaults.clicksPerAddress),
                settings.bool("CLICKMILL_API_BEHIND_PROXY"),
                settings.networks("CLICKMILL_API_TRUSTED_PROXIES"),
                settings.publicUrl("CLICKMILL_API_PUBLIC_URL"));
        if (!settings.errors.isEmpty()) {
            throw new InvalidConfigException(settings.errors);
        }
        return config;
    }

    /** Whether an address is that of a trusted proxy. */
    Predicate<InetAddress> proxies() {
        InetAddressSet proxies = new InetAddressSet();
        proxies.addAll(trustedProxies);
        return proxies;
    }

    /** All settings but secrets; the database's URL without its parameters, which may hold some. */
    @Override
    public String toString() {
        return "ApiConfig[host=" + host + ", port=" + port + ", postgresUrl=" + postgresUrl.replaceAll("\\?.*", "?...")
                + ", postgresUser=" + postgresUser + ", postgresPassword=" + (postgresPassword == null ? "none" : "***")
                + ", poolSize=" + poolSize + ", statementTimeout=" + statementTimeout + ", kafka="
                + kafka.map(KafkaAccess::toString).orElse("none") + ", " + topics
                + ", logRetention=" + eventRules.retention() + ", currencies="
                + eventRules.currencies().byAccount() + ", rateLimits=" + rateLimits
                + ", connectionsPerAddress=" + connectionsPerAddress + ", clicksPerAddress=" + clicksPerAddress
                + ", behindProxy=" + behindProxy + ", trustedProxies=" + trustedProxies + ", publicUrl="
                + publicUrl.configured().orElse("none") + "]";
    }

    /** Reads single settings and collects what is wrong with them. */
    private static final class Settings {
        final List<String> errors = new ArrayList<>();
        private final Map<String, String> environment;

        Settings(Map<String, String> environment) {
            this.environment = environment;
        }

        Optional<String> text(String key) {
            return Optional.ofNullable(environment.get(key)).filter(value -> !value.isBlank());
        }

        String required(String key, String expected) {
            return text(key).orElseGet(() -> {
                errors.add(key + ": missing (expected: " + expected + ")");
                return "";
            });
        }

        boolean bool(String key) {
            String text = text(key).orElse("false");
            if (!text.equals("true") && !text.equals("false")) {
                errors.add(key + ": " + text + " (expected: true or false)");
            }
            return text.equals("true");
        }

        /** Such as {@code dub=1200/minute,emailconsul=none}. */
        Map<String, Limit> limits(String key) {
            Map<String, Limit> limits = new TreeMap<>();
            for (String entry : text(key).map(text -> text.split(",", -1)).orElse(new String[0])) {
                String[] parts = entry.strip().split("=", 2);
                Optional<Limit> limit = parts.length == 2 ? Limit.parse(parts[1]) : Optional.empty();
                if (limit.isEmpty() || !RateLimits.DIALECTS.contains(parts[0])) {
                    errors.add(key + ": " + entry + " (expected: DIALECT=NUMBER/second, minute, hour or day, or"
                            + " DIALECT=none; a dialect is one of " + String.join(", ", RateLimits.DIALECTS) + ")");
                } else if (limits.put(parts[0], limit.get()) != null) {
                    errors.add(key + ": " + entry + " (expected: each dialect once)");
                }
            }
            return limits;
        }

        Limit limit(String key, Limit otherwise) {
            Optional<String> text = text(key);
            Optional<Limit> limit = text.map(String::strip).flatMap(Limit::parse);
            if (text.isPresent() && limit.isEmpty()) {
                errors.add(key + ": " + text.get() + " (expected: NUMBER/second, minute, hour or day, or none)");
            }
            return limit.orElse(otherwise);
        }

        /** Addresses and networks, with commas between them. */
        List<String> networks(String key) {
            List<String> networks = new ArrayList<>();
            for (String network : text(key).map(text -> text.split(",", -1)).orElse(new String[0])) {
                if (isNetwork(network.strip())) {
                    networks.add(network.strip());
                } else {
                    errors.add(key + ": " + network + " (expected: addresses, or networks such as 10.0.0.0/8)");
                }
            }
            return networks;
        }

        private static boolean isNetwork(String text) {
            try {
                // A name would be looked up.
                return IpLiteral.parse(text.split("/", 2)[0]) != null && new InetAddressSet().add(text);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        Optional<KafkaAccess> kafka(String key) {
            try {
                return text(key).map(servers -> KafkaAccess.parse(servers, environment));
            } catch (IllegalArgumentException e) {
                errors.add(e.getMessage());
                return Optional.empty();
            }
        }

        Duration duration(String key, Duration otherwise) {
            try {
                return text(key).map(Durations::parse).orElse(otherwise);
            } catch (IllegalArgumentException e) {
                errors.add(key + ": " + e.getMessage());
                return otherwise;
            }
        }

        Currencies currencies(String key) {
            try {
                return Currencies.parse(text(key).orElse(""));
            } catch (IllegalArgumentException e) {
                errors.add(key + ": " + e.getMessage());
                return Currencies.DEFAULTS;
            }
        }

        PublicUrl publicUrl(String key) {
            try {
                return new PublicUrl(text(key).map(String::strip));
            } catch (IllegalArgumentException e) {
                errors.add(key + ": " + e.getMessage());
                return new PublicUrl(Optional.empty());
            }
        }

        int number(String key, int otherwise, int least, int most) {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return otherwise;
            }
            try {
                int value = Integer.parseInt(text.get().strip());
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below, with the range.
            }
            errors.add(key + ": " + text.get() + " (expected: " + least + ".." + most + ")");
            return otherwise;
        }
    }
}
