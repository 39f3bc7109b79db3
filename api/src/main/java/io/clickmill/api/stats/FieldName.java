package io.clickmill.api.stats;

import io.clickmill.api.query.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A field as a request calls it: by its word, or by its name in events where that is another. Answers have the name that
 * was asked for.
 */
record FieldName(String word, Field field) {
    private static final Map<String, Field> NAMES_IN_EVENTS = Map.of(
            "campaign_id", Field.CAMPAIGN,
            "link_id", Field.LINK,
            "source_id", Field.SOURCE,
            "step_id", Field.STEP);

    /** The field of that name, or empty if there is none. */
    static Optional<FieldName> of(String word) {
        return Field.ofWord(word)
                .or(() -> Optional.ofNullable(NAMES_IN_EVENTS.get(word)))
                .map(field -> new FieldName(word, field));
    }

    /** All names of a field. */
    static List<String> of(Field field) {
        return Stream.concat(
                        Stream.of(field.word()),
                        NAMES_IN_EVENTS.entrySet().stream()
                                .filter(name -> name.getValue() == field)
                                .map(Map.Entry::getKey))
                .toList();
    }

    /** The columns of an answer that is grouped by it. */
    List<String> columns() {
        return word.equals(field.word()) ? field.columns() : List.of(word);
    }
}
