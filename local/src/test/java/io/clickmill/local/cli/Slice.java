package io.clickmill.local.cli;

import io.clickmill.api.query.Field;
import io.clickmill.contract.Scope;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The events of an account, or those of one campaign, link or source. */
record Slice(Scope scope, Optional<Field> field, String id) {
    static final Slice ACCOUNT = new Slice(Scope.ACCOUNT, Optional.empty(), "");
    static final Slice CAMPAIGN = new Slice(Scope.CAMPAIGN, Optional.of(Field.CAMPAIGN), SampleEvents.CAMPAIGN);
    static final Slice LINK = new Slice(Scope.LINK, Optional.of(Field.LINK), SampleEvents.LINK);
    static final Slice SOURCE = new Slice(Scope.SOURCE, Optional.of(Field.SOURCE), SampleEvents.SOURCE);

    List<SampleEvent> of(Collection<SampleEvent> events) {
        return events.stream()
                .filter(event -> field.map(event::value).orElse("").equals(id))
                .toList();
    }

    /** Whether rollups of the slice can answer a query that groups by a field. */
    boolean holds(Optional<Field> groupBy, boolean uniques) {
        if (groupBy.isEmpty() || groupBy.equals(field)) {
            return true;
        }
        return groupBy.get()
                .dimension()
                .filter(dimension -> dimension.isKeptFor(scope) && (!uniques || dimension.hasUniques(scope)))
                .isPresent();
    }
}
