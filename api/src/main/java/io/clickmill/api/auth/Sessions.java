package io.clickmill.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sessions of people who have signed in with a key. They are not stored: a session is a signed text, which the browser
 * keeps. It holds the digest of the key and not the key, and each request looks the key up, so that a session ends when
 * its key is revoked or expires.
 *
 * <p>The text is base64url of {@value #DIGEST_BYTES} bytes of the key's digest, 8 bytes of its beginning and 8 of its end in
 * epoch seconds, and the HMAC-SHA-256 of all. A session that is renewed keeps its beginning, and ends a week after that
 * in any case.
 */
public final class Sessions {
    /** How long a session lasts after its last renewal. */
    public static final Duration LENGTH = Duration.ofHours(12);

    /** The minimum length of the secret that signs sessions, in characters. */
    public static final int MIN_SECRET_LENGTH = 32;

    private static final Duration LONGEST = Duration.ofDays(7);

    private static final Duration RENEWED_AFTER = Duration.ofHours(1);

    /** A link is for the person who has just started the system. */
    private static final Duration LINK_LENGTH = Duration.ofMinutes(10);

    private static final int MAX_LINKS = 1_000;

    private static final int DIGEST_BYTES = 32;
    private static final int SIGNED_BYTES = DIGEST_BYTES + 2 * Long.BYTES;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec secret;
    private final Clock clock;
    private final Cache<String, String> links;

    /**
     * A session that has not ended.
     *
     * @param keyId identifies the key, as in {@link Principal#keyId}
     * @param begun when its owner has signed in
     * @param isOld whether the browser should get a new text
     */
    public record Session(String keyId, Instant begun, boolean isOld) {}

    /**
     * Signs with a secret.
     *
     * @param secret the same for all processes of the API; without one, sessions end with this process
     */
    public Sessions(Optional<String> secret, Clock clock) {
        this.secret = new SecretKeySpec(
                secret.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(Sessions::random), ALGORITHM);
        this.clock = clock;
        this.links = Caffeine.newBuilder()
                .expireAfterWrite(LINK_LENGTH)
                .maximumSize(MAX_LINKS)
                .build();
    }

    private static byte[] random() {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        return random;
    }

    /** The text of a new session. */
    public String begin(String keyId) {
        return text(keyId, clock.instant());
    }

    /** A new text of a session, which ends later. */
    public String renew(Session session) {
        return text(session.keyId(), session.begun());
    }

    private String text(String keyId, Instant begun) {
        Instant end = clock.instant().plus(LENGTH);
        Instant latest = begun.plus(LONGEST);
        ByteBuffer text = ByteBuffer.allocate(SIGNED_BYTES + DIGEST_BYTES)
                .put(HexFormat.of().parseHex(keyId))
                .putLong(begun.getEpochSecond())
                .putLong((end.isBefore(latest) ? end : latest).getEpochSecond());
        text.put(sign(Arrays.copyOf(text.array(), SIGNED_BYTES)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.array());
    }

    /** The session of a text; empty if it is not one of ours, or has ended. */
    public Optional<Session> find(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != SIGNED_BYTES + DIGEST_BYTES) {
            return Optional.empty();
        }
        byte[] signed = Arrays.copyOf(bytes, SIGNED_BYTES);
        if (!MessageDigest.isEqual(sign(signed), Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length))) {
            return Optional.empty();
        }
        Instant begun = Instant.ofEpochSecond(ByteBuffer.wrap(signed).getLong(DIGEST_BYTES));
        Instant end = Instant.ofEpochSecond(ByteBuffer.wrap(signed).getLong(DIGEST_BYTES + Long.BYTES));
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative() || left.isZero()) {
            return Optional.empty();
        }
        String keyId = HexFormat.of().formatHex(signed, 0, DIGEST_BYTES);
        return Optional.of(new Session(keyId, begun, left.compareTo(LENGTH.minus(RENEWED_AFTER)) < 0));
    }

    private byte[] sign(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is not there", e);
        }
    }

    /** A word that signs the owner of a key in, once, within ten minutes. Only this process knows it. */
    public String link(String keyId) {
        String word = Base64.getUrlEncoder().withoutPadding().encodeToString(random());
        links.put(word, keyId);
        return word;
    }

    /** The key of a word of {@link #link}; empty if it was used, is too old or was never given out. */
    public Optional<String> redeem(String word) {
        return Optional.ofNullable(links.asMap().remove(word));
    }
}
