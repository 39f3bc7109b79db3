package io.clickmill.local.importer;

import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.local.accesslog.LineProblem;
import java.time.Clock;
import java.util.Objects;

/** Checks clicks with the job's own parser. The clock gives their arrival time. */
final class ClickCheck implements RecordCheck {
    private final ClickParser parser;
    private final Clock clock;

    ClickCheck(Clock clock, EventRules rules) {
        this.clock = clock;
        this.parser = new ClickParser(rules);
    }

    @Override
    public ImportRecord of(byte[] value) {
        ParsedRecord parsed = parser.parse("", 0, 0, clock.millis(), null, value);
        RejectedClick rejected = parsed.rejected();
        if (rejected != null) {
            return bad(value, RecordCheck.problem(rejected));
        }
        Event event = Objects.requireNonNull(parsed.event());
        return new ImportRecord(event.eventId(), value, null);
    }

    @Override
    public ImportRecord bad(byte[] line, LineProblem problem) {
        return new ImportRecord(null, line, problem);
    }
}
