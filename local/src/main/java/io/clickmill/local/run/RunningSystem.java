package io.clickmill.local.run;

import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where to reach the servers of a system: by its data folder, or by addresses that were given.
 *
 * @param kafka address of a cluster's Kafka, if it was given
 * @param topics of that Kafka; the local system has the default ones
 * @param postgres database that was given
 */
public record RunningSystem(
        DataFolder folder,
        @Nullable KafkaAccess kafka,
        Topics topics,
        @Nullable DataSource postgres) {
    /** The description of the local system, if it runs and is the one that is meant: a cluster's Kafka or database is not its. */
    public Optional<RunFile> description() {
        return kafka == null && postgres == null ? RunFile.ofRunning(folder) : Optional.empty();
    }

    /** The given Kafka, or that of the local system with the login of its folder. */
    public KafkaAccess kafkaAccess() {
        if (kafka != null) {
            return kafka;
        }
        String bootstrapServers = local().kafkaBootstrapServers();
        return secret(folder.kafkaPasswordFile())
                .map(password -> new KafkaLogin(password).access(bootstrapServers))
                .orElseGet(() -> new KafkaAccess(bootstrapServers, Map.of()));
    }

    /** Unpooled connections: as a role of the local system, or to the given database. */
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

    /** A system that was started by an older release has no passwords. */
    private static Optional<String> secret(Path file) {
        try {
            return new SecretFile(file).read();
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Waits for a system that is starting, and says so on standard error. */
    private RunFile local() {
        return new StartingSystem(folder, System.err::println)
                .await()
                .orElseThrow(() -> new CommandFailure("nothing runs on " + folder.path()
                        + "; start it with `clickmill up`, or name its folder with --data"));
    }
}
