package io.clickmill.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that holds everything of one local system, with the names of its files. Two folders are two systems, which
 * may run at the same time.
 */
public record DataFolder(Path path) {
    public DataFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** The description of the running system: its process and addresses. The file exists while the system runs. */
    public Path runFile() {
        return path.resolve("run.json");
    }

    /** The state of the job, rewritten every second while it runs. */
    public Path jobFile() {
        return path.resolve("job.json");
    }

    /** The lock file, which is locked while a system starts, runs and stops. */
    public Path lockFile() {
        return path.resolve("lock");
    }

    /** The API key of account {@code demo}. */
    public Path demoKeyFile() {
        return path.resolve("demo.key");
    }

    /** The key that signs the sessions of people who look at the dashboard. */
    public Path sessionKeyFile() {
        return path.resolve("session.key");
    }

    /** The key of the visitors' hashes. */
    public Path visitorKeyFile() {
        return path.resolve("visitor.key");
    }

    /** The password of the database's roles. */
    public Path postgresPasswordFile() {
        return path.resolve("postgres.password");
    }

    /** The password of Kafka's only user. */
    public Path kafkaPasswordFile() {
        return path.resolve("kafka.password");
    }

    /** The settings with which Kafka's own tools log in. */
    public Path kafkaClientFile() {
        return path.resolve("kafka-client.properties");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path logFile() {
        return logs().resolve("clickmill.log");
    }

    public Path kafka() {
        return path.resolve("kafka");
    }

    public Path postgres() {
        return path.resolve("postgres");
    }

    /** PostgreSQL's programs. They are unpacked here instead of in a folder that other users share. */
    public Path postgresPrograms() {
        return path.resolve("postgres-programs");
    }

    /** Sealed days, as the API asks them. It can be deleted while nothing runs. */
    public Path seals() {
        return path.resolve("seals");
    }

    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** The key and certificate of Flink's servers. */
    public Path flinkKeyStore() {
        return path.resolve("flink.p12");
    }

    /** The password of that key store. */
    public Path flinkPasswordFile() {
        return path.resolve("flink.password");
    }

    /** Flink's scratch files, which are not needed once Flink has stopped. */
    public Path flinkScratch() {
        return path.resolve("flink");
    }

    /**
     * Creates the folder if it does not exist, and makes it accessible to its owner only: Kafka's files, the
     * checkpoints and the logs in it are readable by everybody who can enter the folder.
     */
    public void create() {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, SecretFile.ownerOnly("rwx------"));
            }
            SecretFile.closeFolder(path);
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot create the data folder, or restrict it to its owner: " + path + " (" + e.getMessage()
                            + "); choose another with --data",
                    e);
        }
    }
}
