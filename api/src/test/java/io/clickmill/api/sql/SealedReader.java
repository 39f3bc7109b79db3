package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.seal.SealStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Answers from seals wherever a day has some, however few its events are. */
public final class SealedReader implements StatsReader, AutoCloseable {
    private final SealStore store;
    private final PostgresStatsReader reader;

    /**
     * Reads as any role that may select from the tables.
     *
     * @param folder where the seals are loaded
     */
    public SealedReader(DataSource dataSource, Path folder) throws IOException {
        this(dataSource, folder, 10_000);
    }

    /** @param groupsOfPage the number of groups above which a database has to find the page */
    SealedReader(DataSource dataSource, Path folder, int groupsOfPage) throws IOException {
        store = SealStore.open(folder, new SealStore.Limits(1_000, 256, 1, Duration.ofMinutes(1)));
        reader = new PostgresStatsReader(
                dataSource,
                AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()),
                ExpensiveQuestions.unlimited(),
                Optional.of(new Seals(store, 0)),
                new Tallies.Limits(StatsQuery.MAX_LIMIT, groupsOfPage, 5_000_000));
    }

    @Override
    public StatsResult read(StatsQuery query) {
        return reader.read(query);
    }

    @Override
    public void close() {
        store.close();
    }
}
