package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.QueryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "null", textBlock = """
            two values                   ; GB,FR               ; false ; GB|FR
            two values left out          ; -GB,FR              ; true  ; GB|FR
            a comma in a value           ; 'Washington\\, D.C.' ; false ; 'Washington, D.C.'
            a value that starts with -   ; \\-neg               ; false ; -neg
            that value left out          ; -\\-neg              ; true  ; -neg
            the same, unescaped          ; --neg               ; true  ; -neg
            a later value with -         ; a,\\-b,c-d           ; false ; a|-b|c-d
            a backslash in a value       ; C:\\\\dir            ; false ; C:\\dir
            a backslash before a comma   ; a\\\\,b             ; false ; a\\|b
            """)
    void readsValues(String description, String text, boolean exclude, String values) {
        assertThat(FilterText.parse(Field.CITY, text))
                .as(description)
                .isEqualTo(new Filter(Field.CITY, exclude, List.of(values.split("\\|"))));
    }

    @Test
    void readsTheEmptyTextAsUnknown() {
        assertThat(FilterText.parse(Field.CITY, "")).isEqualTo(Filter.include(Field.CITY, ""));
        assertThat(FilterText.parse(Field.CITY, "-")).isEqualTo(Filter.exclude(Field.CITY, ""));
        assertThat(FilterText.parse(Field.CITY, "a,")).isEqualTo(Filter.include(Field.CITY, "a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\dir", "\\", "a,b\\", "\\\\\\", "-\\n"})
    void refusesABackslashThatEscapesNothing(String text) {
        assertThatThrownBy(() -> FilterText.parse(Field.CITY, text))
                .isInstanceOf(QueryException.class)
                .hasMessage("city: " + text + " (expected: a backslash only before a comma, a minus or a backslash)");
    }
}
