package io.clickmill.api.stats;

import io.clickmill.api.query.Field;
import io.clickmill.contract.words.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The name by which a request calls a field: its word, or its name in events if that differs. The answer uses the same
 * name.
 */
record FieldName(String word, Field field) {
    private static final Map<String, Field> NAMES_IN_EVENTS = Map.of(
            "campaign_id", Field.CAMPAIGN,
            "link_id", Field.LINK,
            "source_id", Field.SOURCE,
            "step_id", Field.STEP);

    /** The field of a name; empty if the name is unknown. */
    static Optional<FieldName> of(String word) {
        return Words.of(Field.class, word)
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

    /** The columns of an answer that is grouped by this name. */
    List<String> columns() {
        return word.equals(field.word()) ? field.columns() : List.of(word);
    }
}
