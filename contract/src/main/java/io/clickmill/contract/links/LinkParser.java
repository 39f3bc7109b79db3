package io.clickmill.contract.links;

import io.clickmill.contract.LinkKey;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.event.JsonRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of topic {@code links}: a link, the deletion of a link, or an invalid record. It never throws,
 * whatever the bytes. The outcome depends on the record alone.
 *
 * <p>The shortest valid record is {@code {"account_id":"acme","link_id":"l1"}} under the key {@code acme}, U+001F,
 * {@code l1}. A record under this key without a value deletes the link. A record under any other key is rejected.
 * Otherwise compaction might keep it in place of another link's record, and the records of this link could be in
 * several partitions, and so in no order.
 */
public final class LinkParser {
    /** The accepted or the rejected record. {@code timestamp} is the record's, in epoch milliseconds. */
    public ParsedLink parse(
            String topic, int partition, long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        try {
            if (value == null) {
                LinkKey deleted = parseKey(key);
                return ParsedLink.of(new LinkRecord(deleted.accountId(), deleted.linkId(), partition, offset, null));
            }
            LinkFields fields = readFields(value);
            requireKey(key, fields);
            return ParsedLink.of(
                    new LinkRecord(fields.accountId(), fields.linkId(), partition, offset, fields.link(timestamp)));
        } catch (InvalidClick invalid) {
            return ParsedLink.of(new RejectedClick(
                    invalid.reason(), invalid.detail(), value, key, topic, partition, offset, timestamp));
        }
    }

    /**
     * Refuses a value that {@link #parse} would reject under any key.
     *
     * @throws InvalidClick with its first fault
     */
    public static void require(byte[] value) throws InvalidClick {
        readFields(value);
    }

    private static LinkFields readFields(byte[] value) throws InvalidClick {
        LinkFields fields = JsonRecord.read(value, LinkFields::read);
        InvalidClick.requirePresent("account_id", !fields.accountId().isEmpty(), "text of 1 to 128 characters");
        InvalidClick.requirePresent("link_id", !fields.linkId().isEmpty(), "text of 1 to 256 characters");
        return fields;
    }

    private static void requireKey(byte @Nullable [] key, LinkFields fields) throws InvalidClick {
        if (!parseKey(key).equals(new LinkKey(fields.accountId(), fields.linkId()))) {
            throw invalidKey(key);
        }
    }

    private static LinkKey parseKey(byte @Nullable [] key) throws InvalidClick {
        Optional<LinkKey> parsed = key == null ? Optional.empty() : LinkKey.parse(key);
        if (parsed.isEmpty()) {
            throw invalidKey(key);
        }
        return parsed.get();
    }

    private static InvalidClick invalidKey(byte @Nullable [] key) {
        String shown = key == null ? "absent" : new String(key, StandardCharsets.UTF_8);
        return InvalidClick.of(
                RejectReason.INVALID_FIELD, "the record's key", shown, "account_id, U+001F and link_id, without NUL");
    }
}
