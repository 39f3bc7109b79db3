package io.clickmill.contract.links;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A record of topic {@code links}: the whole state of a link from this record on.
 *
 * @param link null if the link is deleted
 */
public record LinkRecord(
        String accountId,
        String linkId,
        int kafkaPartition,
        long kafkaOffset,
        @Nullable Link link) {
    private static final Comparator<LinkRecord> BY_AGE =
            Comparator.comparingInt(LinkRecord::kafkaPartition).thenComparingLong(LinkRecord::kafkaOffset);

    /** The newer of two records of a link, by partition and offset, as in the table. */
    public static LinkRecord newer(LinkRecord one, LinkRecord other) {
        return BY_AGE.compare(one, other) > 0 ? one : other;
    }
}
