package io.clickmill.api.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The groups of a page, as a condition on the rows that are read for it. */
final class PageGroups {
    private final Set<List<String>> groups;

    /** Takes each group once, however many steps it is in. */
    PageGroups(List<List<String>> groups) {
        this.groups = new LinkedHashSet<>(groups);
    }

    /** The groups, each once. */
    List<List<String>> all() {
        return List.copyOf(groups);
    }

    /** SQL over the columns of the groups. */
    String condition(List<String> expressions, Parameters parameters) {
        for (int i = 0; i < expressions.size(); i++) {
            parameters.texts(column(i));
        }
        if (expressions.size() == 1) {
            return "(" + expressions.get(0) + ") = ANY (?)";
        }
        String columns = expressions.stream().map(text -> "(" + text + ")").collect(Collectors.joining(", "));
        String arrays = expressions.stream().map(text -> "?").collect(Collectors.joining(", "));
        return "(" + columns + ") IN (SELECT * FROM unnest(" + arrays + "))";
    }

    /** The values of a column, from 0, one for each group. */
    List<String> column(int index) {
        List<String> values = new ArrayList<>();
        groups.forEach(group -> values.add(group.get(index)));
        return values;
    }
}
