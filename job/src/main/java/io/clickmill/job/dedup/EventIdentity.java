package io.clickmill.job.dedup;

import io.clickmill.contract.Sha256;
import io.clickmill.contract.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The identity of an event: account, event id and timestamp. Records that agree in these are copies of one event. It is
 * held as the first 128 bits of a SHA-256 over the three, so that it is small however long the senders' ids are.
 */
public record EventIdentity(long high, long low) {
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Sha256::digest);

    /** The identity of a click. */
    public static EventIdentity of(Event event) {
        MessageDigest digest = SHA_256.get();
        byte[] account = event.accountId().getBytes(StandardCharsets.UTF_8);
        ByteBuffer lengthAndTime = ByteBuffer.allocate(Integer.BYTES + Long.BYTES);
        lengthAndTime.putInt(account.length).putLong(event.occurredAt()).flip();
        digest.update(lengthAndTime);
        digest.update(account);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(event.eventId().getBytes(StandardCharsets.UTF_8)));
        return new EventIdentity(hash.getLong(), hash.getLong());
    }
}
