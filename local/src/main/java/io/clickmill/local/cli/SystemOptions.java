package io.clickmill.local.cli;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.contract.settings.Settings;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.run.RunningSystem;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name the servers. By default they are those of the running local system. */
final class SystemOptions {
    private static final Pattern NAMES_USER = Pattern.compile("[?&]user=");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private FolderOption folder;

    @Option(
            names = "--kafka-bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = {
                "Kafka of a cluster (default: that of the local system).",
                "How to log in comes from CLICKMILL_KAFKA_OPT_..., such as CLICKMILL_KAFKA_OPT_SECURITY_PROTOCOL.",
                "Topics and group are those of the job's settings, such as CLICKMILL_KAFKA_CLICKS_TOPIC."
            })
    private @Nullable String kafka;

    @Option(
            names = "--postgres-url",
            paramLabel = "URL",
            description = {
                "JDBC URL of a cluster's database (default: that of the local system).",
                "User and password come from CLICKMILL_POSTGRES_OWNER_USER (default: postgres) and"
                        + " CLICKMILL_POSTGRES_OWNER_PASSWORD."
            })
    private @Nullable String postgres;

    RunningSystem system() {
        return new RunningSystem(
                folder.folder(),
                kafka == null ? null : givenKafka(kafka),
                kafka == null ? Topics.DEFAULTS : Topics.read(settings()),
                postgres == null ? null : given(postgres));
    }

    /** The settings in the command's environment. */
    Settings settings() {
        return new Settings(
                spec.commandLine().getDefaultValueProvider() instanceof EnvironmentDefaults defaults
                        ? defaults.environment()
                        : Map.of());
    }

    private KafkaAccess givenKafka(String bootstrapServers) {
        Settings settings = settings();
        KafkaAccess access = settings.kafka(bootstrapServers);
        settings.requireValid();
        return access;
    }

    private DataSource given(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        // The URL may contain the credentials, as in earlier releases.
        if (!NAMES_USER.matcher(url).find()) {
            Settings settings = settings();
            source.setUser(settings.text("CLICKMILL_POSTGRES_OWNER_USER", LocalPostgres.OWNER_ROLE));
            source.setPassword(settings.textOrNull("CLICKMILL_POSTGRES_OWNER_PASSWORD"));
        }
        return source;
    }
}
