package io.clickmill.bench.data;

import io.clickmill.bench.data.BenchRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The records of a measurement in the order of their arrival, one at a time. Of each thousand, exactly 10 are retries,
 * 50 are out of order and 5 are late. The events are clicks of one account, as customers send them.
 */
public final class ClickData {
    static final int BLOCK = 1000;
    static final int RETRIES = 10;
    static final int OUT_OF_ORDER = 50;
    static final int LATE = 5;

    public static final String ACCOUNT = "bench";

    private static final int MAX_REMEMBERED = 20_000;
    private static final long RETRY_WITHIN_SECONDS = 5;
    private static final byte[] RETRY_MARK = ",\"attempt\":2}".getBytes(StandardCharsets.US_ASCII);
    private static final char[] ID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private final DataShape shape;
    private final SplittableRandom random;
    private final Audience audience;
    private final Campaigns campaigns;
    private final StringBuilder text = new StringBuilder(512);
    private final Kind[] kinds = new Kind[BLOCK];
    /** Recent events, from which retries are drawn. An event that has been sent again is replaced by null. */
    private final BenchRecord[] recent;

    private long index;

    public ClickData(DataShape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed());
        this.audience = new Audience(random.split());
        this.campaigns = new Campaigns(shape.hot());
        this.recent =
                new BenchRecord[(int) Math.max(2, Math.min(MAX_REMEMBERED, shape.perSecond() * RETRY_WITHIN_SECONDS))];
    }

    public boolean hasNext() {
        return index < shape.events();
    }

    /** The next record. */
    public BenchRecord next() {
        int position = (int) (index % BLOCK);
        if (position == 0) {
            drawKinds();
        }
        long arrivedAt = shape.arrivalOf(index);
        Kind kind = kinds[position];
        index++;
        if (kind == Kind.RETRY) {
            BenchRecord retry = retry(arrivedAt);
            return retry != null ? retry : event(arrivedAt, Kind.PROMPT);
        }
        return event(arrivedAt, kind);
    }

    /** Draws which of the next records are special. The first is not, so that there is an event to retry. */
    private void drawKinds() {
        Arrays.fill(kinds, Kind.PROMPT);
        mark(Kind.RETRY, RETRIES);
        mark(Kind.OUT_OF_ORDER, OUT_OF_ORDER);
        mark(Kind.LATE, LATE);
    }

    private void mark(Kind kind, int count) {
        for (int marked = 0; marked < count; ) {
            int position = random.nextInt(1, BLOCK);
            if (kinds[position] == Kind.PROMPT) {
                kinds[position] = kind;
                marked++;
            }
        }
    }

    /** Sends one of the recent events again; null if all of them have been sent again already. */
    private @Nullable BenchRecord retry(long arrivedAt) {
        int slot = random.nextInt(recent.length);
        int tried = 0;
        while (recent[slot] == null) {
            slot = (slot + 1) % recent.length;
            tried++;
            if (tried == recent.length) {
                return null;
            }
        }
        BenchRecord original = recent[slot];
        recent[slot] = null;
        byte[] json = Arrays.copyOf(original.json(), original.json().length - 1 + RETRY_MARK.length);
        System.arraycopy(RETRY_MARK, 0, json, original.json().length - 1, RETRY_MARK.length);
        return new BenchRecord(original.key(), json, arrivedAt, original.occurredAt(), Kind.RETRY);
    }

    private BenchRecord event(long arrivedAt, Kind kind) {
        long occurredAt = arrivedAt - delay(kind);
        String id = id(occurredAt);
        byte[] json = json(id, occurredAt);
        BenchRecord record = new BenchRecord(id.getBytes(StandardCharsets.US_ASCII), json, arrivedAt, occurredAt, kind);
        recent[(int) (index % recent.length)] = record;
        return record;
    }

    /** Milliseconds between the event and its arrival. Late events are 16 seconds to an hour old, most of them young. */
    private long delay(Kind kind) {
        return switch (kind) {
            case PROMPT, RETRY -> random.nextLong(5, 300);
            case OUT_OF_ORDER -> random.nextLong(300, 8_000);
            case LATE -> (long) (16_000 * Math.pow(225, random.nextDouble()));
        };
    }

    /** An id like a ULID: the time and a random number, in 26 digits of base 32. */
    private String id(long time) {
        char[] id = new char[26];
        long rest = time;
        for (int i = 9; i >= 0; i--) {
            id[i] = ID_DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
        for (int i = 10; i < id.length; i += 8) {
            long bits = random.nextLong();
            for (int j = i; j < i + 8; j++) {
                id[j] = ID_DIGITS[(int) (bits & 31)];
                bits >>>= 5;
            }
        }
        return new String(id);
    }

    private byte[] json(String id, long occurredAt) {
        int subscriber = random.nextInt(Audience.SUBSCRIBERS);
        text.setLength(0);
        text.append("{\"event_id\":\"").append(id);
        text.append("\",\"timestamp\":\"").append(Instant.ofEpochMilli(occurredAt));
        text.append("\",\"account_id\":\"").append(ACCOUNT);
        campaigns.append(text, random);
        text.append("\",\"subscriber_id\":\"sub-").append(subscriber);
        text.append("\",\"ip\":\"").append(audience.address(subscriber));
        text.append("\",\"user_agent\":\"").append(audience.userAgent(subscriber));
        text.append("\"}");
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
