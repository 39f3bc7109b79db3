package io.clickmill.api;

import io.clickmill.api.seal.SealStore;
import io.clickmill.contract.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where and how large the API keeps sealed days, in the form in which it asks them.
 *
 * @param folder may be empty or absent. It must belong to this API alone, or to APIs on the same machine
 * @param diskMegabytes size above which the months that nobody has asked for longest are dropped
 * @param memoryMegabytes memory outside of the heap for the questions to sealed days
 */
public record SealCache(Path folder, int diskMegabytes, int memoryMegabytes) {
    static final SealCache DEFAULTS = new SealCache(
            Path.of(System.getProperty("java.io.tmpdir"), "clickmill-seals-" + System.getProperty("user.name")),
            10_000,
            512);

    private static final Logger LOG = LoggerFactory.getLogger(SealCache.class);

    /** Reads the settings. */
    static SealCache read(Settings settings) {
        return new SealCache(
                Path.of(settings.text("CLICKMILL_API_SEAL_DIR", DEFAULTS.folder.toString())),
                settings.number("CLICKMILL_API_SEAL_DISK_MB", DEFAULTS.diskMegabytes, 1, 100_000_000),
                settings.number("CLICKMILL_API_SEAL_MEMORY_MB", DEFAULTS.memoryMegabytes, 64, 1_000_000));
    }

    /** Opens the store. Without one the log answers, which takes longer. */
    Optional<SealStore> open(int threads, Duration timeout) {
        try {
            return Optional.of(
                    SealStore.open(folder, new SealStore.Limits(diskMegabytes, memoryMegabytes, threads, timeout)));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("cannot keep sealed days in {}, so the log answers for them", folder, e);
            return Optional.empty();
        }
    }
}
