package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.Text;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/** Finds clicks, leads and sales by the indexes of the log, in the months in which the account has events. */
public final class PostgresConversionReader implements ConversionReader {
    private static final Instant ALWAYS = Instant.ofEpochMilli(TimeRange.EARLIEST);

    private final DataSource dataSource;
    private final AnswerMemory memory;

    /** Reads as any role that may select from the tables, with the memory that this process has. */
    public PostgresConversionReader(DataSource dataSource) {
        this(dataSource, AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    /** Reads as any role that may select from the tables. */
    public PostgresConversionReader(DataSource dataSource, AnswerMemory memory) {
        this.dataSource = dataSource;
        this.memory = memory;
    }

    @Override
    public Optional<Event> click(String accountId, String eventId) {
        Text.require("event_id", eventId);
        return read(accountId, ALWAYS, span -> SelectClick.of(accountId, span, eventId));
    }

    @Override
    public Optional<Event> lastLead(String accountId, String customerExternalId, Optional<String> eventName) {
        return lead(accountId, customerExternalId, eventName, ALWAYS);
    }

    @Override
    public Optional<Event> lead(String accountId, String customerExternalId, String eventName, Instant since) {
        return lead(accountId, customerExternalId, Optional.of(eventName), since);
    }

    @Override
    public Optional<Event> sale(String accountId, String invoiceId, Instant since) {
        Text.require("invoice_id", invoiceId);
        return read(accountId, since, span -> SelectSale.of(accountId, span, invoiceId));
    }

    private Optional<Event> lead(
            String accountId, String customerExternalId, Optional<String> eventName, Instant since) {
        Text.require("customer_external_id", customerExternalId);
        eventName.ifPresent(name -> Text.require("event_name", name));
        return read(accountId, since, span -> SelectLead.of(accountId, span, customerExternalId, eventName));
    }

    private Optional<Event> read(String accountId, Instant since, Function<Span, EventStatement> statement) {
        TimeRange range = TimeRange.of(since, Instant.ofEpochMilli(TimeRange.LATEST), ZoneOffset.UTC);
        Selection events = Selection.of(accountId, range);
        try (AnswerMemory.Answer answer = memory.open()) {
            return Snapshot.read(dataSource, connection -> read(connection, events, statement, answer));
        }
    }

    private static Optional<Event> read(
            Connection connection,
            Selection events,
            Function<Span, EventStatement> statement,
            AnswerMemory.Answer answer)
            throws SQLException {
        Optional<Span> span = SelectCoverage.read(connection, events).eventsWithin(events.range());
        return span.isEmpty()
                ? Optional.empty()
                : statement.apply(span.get()).read(connection, answer).stream().findFirst();
    }
}
