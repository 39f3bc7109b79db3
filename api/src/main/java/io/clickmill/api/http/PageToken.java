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
 * The token by which a client asks for the next page of a list. It holds the last row's position rather than an offset,
 * so that rows which are added between two pages are neither skipped nor repeated. It also holds a hash over the
 * position and the list's parameters, because the position means nothing in another list.
 *
 * <p>The form is {@code ["1", hash, position…]}, JSON in base64url without padding. The hash detects mistakes. It is
 * not a signature, and need not be one: a token gives access only to what the request may read anyway.
 */
public final class PageToken {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "1";

    /** 64 bits: the hashes of a million requests of one client collide with a chance of 1 in 37 million. */
    private static final int HASH_BYTES = 8;

    private PageToken() {}

    /**
     * Writes a token.
     *
     * @param list all that identifies the list: the account, the endpoint, the filters
     * @param position the position in the list, such as that of the page's last row
     */
    public static String write(List<String> list, List<String> position) {
        List<String> parts = new ArrayList<>(List.of(VERSION, hash(list, position)));
        parts.addAll(position);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json(parts).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the position that a token holds; empty if the token is invalid or belongs to another list. */
    public static Optional<List<String>> read(String token, List<String> list) {
        try {
            String[] json = JSON.readValue(Base64.getUrlDecoder().decode(token), String[].class);
            List<String> parts = json == null ? List.of() : Arrays.asList(json);
            if (parts.size() < 2 || parts.contains(null)) {
                return Optional.empty();
            }
            List<String> position = List.copyOf(parts.subList(2, parts.size()));
            // Writing the position again checks the hash, and accepts only the exact form that write() produces.
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
