package io.clickmill.local.cli;

import io.clickmill.api.Dialects;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.ListApiKeys;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.auth.RevokeApiKey;
import io.clickmill.contract.words.Words;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.EnsureAccount;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code keys}: creates, lists and revokes API keys. */
@Command(
        name = "keys",
        description = "Create, list and revoke API keys.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KeysCommand.Create.class, KeysCommand.ListKeys.class, KeysCommand.Revoke.class})
final class KeysCommand {
    private KeysCommand() {}

    @Command(
            name = "create",
            description = "Create a key and print it. The key is not stored and cannot be shown again.")
    static final class Create extends Subcommand {
        @Spec
        private CommandSpec spec;

        @Mixin
        private SystemOptions systemOptions;

        @Option(
                names = "--account",
                required = true,
                paramLabel = "ACCOUNT",
                description = "Account whose data the key opens; can be given more than once.")
        private List<String> accounts;

        @Option(
                names = "--scope",
                defaultValue = Principal.EVERYTHING,
                paramLabel = "SCOPE",
                completionCandidates = Scopes.class,
                description = "What the key may do: ${COMPLETION-CANDIDATES}; can be given more than once"
                        + " (default: *, which allows everything).")
        private List<String> scopes;

        @Option(
                names = "--plan",
                paramLabel = "PLAN",
                defaultValue = "enterprise",
                converter = PlanOfWord.class,
                completionCandidates = Plans.class,
                description =
                        "The key's plan, on which some vendors' endpoints and limits depend: ${COMPLETION-CANDIDATES}"
                                + " (default: ${DEFAULT-VALUE}).")
        private Plan plan;

        @Option(
                names = "--expires",
                paramLabel = "WHEN",
                description = "A date such as 2027-01-31, or a time from now such as 90d, 12h (default: never).")
        private @Nullable String expires;

        @Option(
                names = "--rate-limit",
                converter = RequestsPerMinute.class,
                paramLabel = "N",
                description = "Requests a minute to each vendor's endpoints, and to Clickmill's own; none for no limit"
                        + " (default: the vendor's limit for the plan).")
        private @Nullable Integer rateLimit;

        @Override
        public Integer call() throws SQLException {
            Instant now = Clock.systemUTC().instant();
            if (accounts.stream().anyMatch(String::isBlank) || scopes.stream().anyMatch(String::isBlank)) {
                throw wrong("--account and --scope must not be empty");
            }
            CreateApiKey create = newKey(expiry(now));
            DataSource owner = systemOptions.system().database(LocalPostgres.OWNER_ROLE);
            for (String account : accounts) {
                EnsureAccount.run(owner, account);
            }
            System.out.println(create.run(owner, now));
            return ExitCode.OK;
        }

        private CreateApiKey newKey(@Nullable Instant expiresAt) {
            List<String> known = Dialects.scopes();
            for (String scope : scopes) {
                if (!known.contains(scope)) {
                    throw wrong("scope: " + scope + " (expected: " + String.join(", ", known) + ")");
                }
            }
            try {
                return new CreateApiKey(accounts, scopes, plan, expiresAt, rateLimit);
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }

        private @Nullable Instant expiry(Instant now) {
            try {
                return expires == null ? null : Expiry.parse(expires, now);
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }

        private ParameterException wrong(String message) {
            return new ParameterException(spec.commandLine(), message);
        }
    }

    /** The values of {@code --scope}. */
    static final class Scopes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Dialects.scopes().iterator();
        }
    }

    /** The values of {@code --plan}. */
    static final class Plans implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Words.all(Plan.class).iterator();
        }
    }

    static final class PlanOfWord implements ITypeConverter<Plan> {
        @Override
        public Plan convert(String word) {
            return Plan.ofWord(word)
                    .orElseThrow(() -> new TypeConversionException(
                            word + " (expected: " + String.join(", ", Words.all(Plan.class)) + ")"));
        }
    }

    /** Parses the value of {@code --rate-limit}; 0 means no limit. */
    static final class RequestsPerMinute implements ITypeConverter<Integer> {
        private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

        @Override
        public Integer convert(String text) {
            if (text.equals("none")) {
                return 0;
            }
            if (!NUMBER.matcher(text).matches()) {
                throw new TypeConversionException(text + " (expected: a number of requests a minute, or none)");
            }
            return Integer.valueOf(text);
        }
    }

    @Command(name = "list", description = "List all keys by their first characters.")
    static final class ListKeys extends Subcommand {
        private static final String ROW = "%-14s %-8s %-20s %-20s %-12s %-10s %-20s %-20s%n";

        @Mixin
        private SystemOptions systemOptions;

        @Override
        public Integer call() throws SQLException {
            List<ListApiKeys.Listed> keys =
                    ListApiKeys.run(systemOptions.system().database(LocalPostgres.OWNER_ROLE));
            Instant now = Clock.systemUTC().instant();
            System.out.printf(ROW, "KEY", "STATE", "ACCOUNTS", "SCOPES", "PLAN", "LIMIT", "CREATED", "EXPIRES");
            for (ListApiKeys.Listed key : keys) {
                System.out.printf(
                        Locale.ROOT,
                        ROW,
                        key.start() + "...",
                        state(key, now),
                        String.join(",", key.principal().accountIds()),
                        String.join(",", key.principal().scopes()),
                        key.principal().plan().word(),
                        limit(key.principal().limit()),
                        seconds(key.createdAt()),
                        seconds(key.expiresAt()));
            }
            return ExitCode.OK;
        }

        private static String state(ListApiKeys.Listed key, Instant now) {
            Instant expiresAt = key.expiresAt();
            if (key.revokedAt() != null) {
                return "revoked";
            }
            return expiresAt != null && !expiresAt.isAfter(now) ? "expired" : "good";
        }

        private static String limit(Optional<Limit> limit) {
            return limit.map(own -> own.isNone() ? "none" : own.capacity() + "/min")
                    .orElse("plan");
        }

        private static String seconds(@Nullable Instant instant) {
            return instant == null
                    ? "-"
                    : instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        }
    }

    @Command(name = "revoke", description = "Revoke a key; the API refuses it within five seconds.")
    static final class Revoke extends Subcommand {
        @Mixin
        private SystemOptions systemOptions;

        @Parameters(paramLabel = "KEY", description = "The key, or its first characters as listed.")
        private String key;

        @Override
        public Integer call() throws SQLException {
            String given = key.endsWith("...") ? key.substring(0, key.length() - 3) : key;
            DataSource owner = systemOptions.system().database(LocalPostgres.OWNER_ROLE);
            if (!RevokeApiKey.run(owner, given, Clock.systemUTC().instant())) {
                throw new CommandFailure("no valid key matches, or several start with that; see `clickmill keys list`");
            }
            System.out.println("revoked");
            return ExitCode.OK;
        }
    }
}
