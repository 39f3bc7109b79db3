package io.clickmill.local.run;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The servers of a system. They are found by its data folder, or by given addresses.
 *
 * @param kafka the given Kafka of a cluster, or null
 * @param topics the topics of that Kafka; the local system has the default topics
 * @param postgres the given database of a cluster, or null
 */
public record RunningSystem(
        DataFolder folder,
        @Nullable KafkaAccess kafka,
        Topics topics,
        @Nullable DataSource postgres) {
    /** The description of the local system; empty if it does not run, or if a cluster's Kafka or database was given. */
    public Optional<RunFile> description() {
        return kafka == null && postgres == null ? RunFile.ofRunning(folder) : Optional.empty();
    }

    /** The given Kafka, or the local system's with the login of its folder. */
    public KafkaAccess kafkaAccess() {
        if (kafka != null) {
            return kafka;
        }
        String bootstrapServers = local().kafkaBootstrapServers();
        return secret(folder.kafkaPasswordFile())
                .map(password -> new KafkaLogin(password).access(bootstrapServers))
                .orElseGet(() -> new KafkaAccess(bootstrapServers, Map.of()));
    }

    /** Unpooled connections to the given database, or as a role to the local system's. */
    public DataSource database(String localRole) {
        if (postgres != null) {
            return postgres;
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(local().postgresUrl());
        source.setUser(localRole);
        source.setPassword(secret(folder.postgresPasswordFile()).orElse(null));
        return source;
    }

    /** The password in a file; empty for a system that an older release started without passwords. */
    private static Optional<String> secret(Path file) {
        try {
            return new SecretFile(file).read();
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The local system. Waits for one that is starting, and says so on standard error. */
    private RunFile local() {
        return new StartingSystem(folder, System.err::println)
                .await()
                .orElseThrow(() -> new CommandFailure("nothing runs on " + folder.path()
                        + "; start it with `clickmill up`, or name its folder with --data"));
    }
}
