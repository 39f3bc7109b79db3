package io.clickmill.api.dialect.emailconsul;

import io.clickmill.api.query.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The values of parameter {@code group}, in the order of the vendor's page. The word is also the name of the field in
 * an entry.
 */
enum Group {
    CAMPAIGN_ID("campaign_id", Field.CAMPAIGN),
    SUBSCRIBER_ID("subscriber_id", Field.SUBSCRIBER_ID),
    DEVICE("device", Field.DEVICE),
    COUNTRY("country", Field.COUNTRY),
    IP("ip", Field.IP),
    /** Name and version, such as {@code Chrome 91}. */
    BROWSER("browser", Field.BROWSER_VERSION),
    CUSTOM_LINK_TITLE("custom_link_title", Field.CUSTOM_LINK_TITLE),
    /** The only value that gives an entry two fields. */
    PARAMS("params", Field.PARAMS);

    private final String word;
    private final Field field;

    Group(String word, Field field) {
        this.word = word;
        this.field = field;
    }

    /** The word in parameter {@code group}. */
    String word() {
        return word;
    }

    /** What the engine groups by. */
    Field field() {
        return field;
    }

    /** Names of an entry's fields, in the order of the values of a row's group. */
    List<String> columns() {
        return this == PARAMS ? List.of("params_name", "params_value") : List.of(word);
    }

    /** The group of that word, or empty if there is none. */
    static Optional<Group> ofWord(String word) {
        return Arrays.stream(values()).filter(g -> g.word.equals(word)).findFirst();
    }

    /** All words, for error messages. */
    static String words() {
        return Arrays.stream(values()).map(Group::word).collect(Collectors.joining(", "));
    }
}
