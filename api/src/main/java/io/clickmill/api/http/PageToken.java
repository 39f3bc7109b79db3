package io.clickmill.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The place in a list from which the next page is read, as clients hand it back. It holds where the last page ended, not
 * how far that was from the beginning, so that what is added meanwhile is neither skipped nor repeated; and a hash over it
 * and what the list was asked with, as the place means nothing in another one.
 *
 * <p>The form is {@code ["1", hash, position…]}, JSON in base64url without padding. The hash finds mistakes, it is no
 * signature: a token opens nothing that its request may not see anyway.
 */
public final class PageToken {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "1";

    /** A million requests of one client agree in the first 64 bits of a hash with a chance of 1 in 37 million. */
    private static final int HASH_BYTES = 8;

    private PageToken() {}

    /**
     * The token.
     *
     * @param list all that tells the list from others: the account, the endpoint, the filters
     * @param position the place in it
     */
    public static String write(List<String> list, List<String> position) {
        List<String> parts = new ArrayList<>(List.of(VERSION, hash(list, position)));
        parts.addAll(position);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json(parts).getBytes(StandardCharsets.UTF_8));
    }

    /** The place that a token for this list holds; empty if it is none, or of another list. */
    public static Optional<List<String>> read(String token, List<String> list) {
        try {
            String[] json = JSON.readValue(Base64.getUrlDecoder().decode(token), String[].class);
            List<String> parts = json == null ? List.of() : Arrays.asList(json);
            if (parts.size() < 2 || parts.contains(null)) {
                return Optional.empty();
            }
            List<String> position = List.copyOf(parts.subList(2, parts.size()));
            // Only what was written here reads the same when it is written again.
            return token.equals(write(list, position)) ? Optional.of(position) : Optional.empty();
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }

    private static String hash(List<String> list, List<String> position) {
        return HexFormat.of().formatHex(Sha256.of(json(list) + json(position)), 0, HASH_BYTES);
    }

    private static String json(List<String> texts) {
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every list of texts can be written", e);
        }
    }
}
