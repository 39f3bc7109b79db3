package io.clickmill.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that holds everything of one local system, and the names in it. Two folders are two systems, which may run at
 * once.
 */
public record DataFolder(Path path) {
    public DataFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** What runs on the folder and where it listens; there while it runs. */
    public Path runFile() {
        return path.resolve("run.json");
    }

    /** How the job is doing; written anew while it runs. */
    public Path jobFile() {
        return path.resolve("job.json");
    }

    /** Held while a system starts, runs and stops. */
    public Path lockFile() {
        return path.resolve("lock");
    }

    /** The API key of account {@code demo}. */
    public Path demoKeyFile() {
        return path.resolve("demo.key");
    }

    /** The key of the visitors' hashes. */
    public Path visitorKeyFile() {
        return path.resolve("visitor.key");
    }

    /** The password of the database's roles. */
    public Path postgresPasswordFile() {
        return path.resolve("postgres.password");
    }

    /** The password of Kafka's one user. */
    public Path kafkaPasswordFile() {
        return path.resolve("kafka.password");
    }

    /** Settings with which Kafka's own tools log in. */
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

    /** PostgreSQL's programs, unpacked here and not in a folder that other users share. */
    public Path postgresPrograms() {
        return path.resolve("postgres-programs");
    }

    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** Key and certificate of Flink's servers. */
    public Path flinkKeyStore() {
        return path.resolve("flink.p12");
    }

    /** The password of that key store. */
    public Path flinkPasswordFile() {
        return path.resolve("flink.password");
    }

    /** Flink's scratch files; worthless once it has stopped. */
    public Path flinkScratch() {
        return path.resolve("flink");
    }

    /**
     * Makes the folder if it is not there, and closes it to everybody but its owner: Kafka's files, the checkpoints and the
     * logs in it are readable to all who get that far.
     */
    public void create() {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, SecretFile.ownerOnly("rwx------"));
            }
            SecretFile.closeFolder(path);
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot make the data folder, or make it its owner's alone: " + path + " (" + e.getMessage()
                            + "); choose another with --data",
                    e);
        }
    }
}
