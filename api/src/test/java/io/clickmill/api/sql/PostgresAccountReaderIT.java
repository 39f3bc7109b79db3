package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.contract.Scope;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresAccountReaderIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final PostgresAccountReader ACCOUNTS = new PostgresAccountReader(DATABASE.reader());

    @BeforeAll
    static void fill() throws Exception {
        try (Connection connection = DATABASE.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO account (account_id, loyalty_club_id) VALUES ('acme', 42), ('globex', 7)");
            statement.execute("""
                    INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
                    SELECT account, scope, id, DATE '2026-03-01', DATE '2026-03-02'
                      FROM (VALUES ('acme', 'campaign', 'spring'), ('acme', 'source', '7'), ('acme', 'source', '8'),
                                   ('acme', 'source', '9'), ('acme', 'account', ''), ('globex', 'source', '10'),
                                   ('mixed', 'source', 'a'), ('mixed', 'source', 'B'), ('mixed', 'source', 'c'),
                                   ('mixed', 'source', 'D'), ('mixed', 'source', '\u00e4'), ('mixed', 'source', '10'),
                                   ('mixed', 'source', '9'), ('mixed', 'source', '-1'))
                           AS span (account, scope, id)""");
        }
    }

    @Test
    void returnsTheNumbersOfKnownAccounts() {
        assertThat(ACCOUNTS.numbers(List.of("acme", "globex", "nobody"))).isEqualTo(Map.of("acme", 42L, "globex", 7L));
        assertThat(ACCOUNTS.numbers(List.of())).isEmpty();
    }

    @Test
    void knowsWhatAnAccountHas() {
        assertThat(ACCOUNTS.has("acme", Scope.CAMPAIGN, "spring")).isTrue();
        assertThat(ACCOUNTS.has("acme", Scope.SOURCE, "spring")).isFalse();
        assertThat(ACCOUNTS.has("globex", Scope.CAMPAIGN, "spring")).isFalse();
        assertThat(ACCOUNTS.has("acme", Scope.SOURCE, "10")).isFalse();
    }

    @Test
    void listsIdsAfterOne() {
        assertThat(ACCOUNTS.ids("acme", Scope.SOURCE, "", 2)).containsExactly("7", "8");
        assertThat(ACCOUNTS.ids("acme", Scope.SOURCE, "8", 2)).containsExactly("9");
        assertThat(ACCOUNTS.ids("acme", Scope.SOURCE, "9", 2)).isEmpty();
        assertThat(ACCOUNTS.ids("globex", Scope.SOURCE, "", 2)).containsExactly("10");
    }

    @Test
    void returnsTheKnownIds() {
        assertThat(ACCOUNTS.known("acme", Scope.SOURCE, List.of("9", "7", "10", "spring", "")))
                .containsExactly("7", "9");
        assertThat(ACCOUNTS.known("globex", Scope.SOURCE, Set.of("7", "10"))).containsExactly("10");
        assertThat(ACCOUNTS.known("acme", Scope.CAMPAIGN, List.of("7", "spring")))
                .containsExactly("spring");
        assertThat(ACCOUNTS.known("acme", Scope.SOURCE, List.of())).isEmpty();
    }

    /** The order of capitals, small letters and letters beyond A to Z is up to the database. */
    @Test
    void ordersKnownIdsAsItListsAll() {
        List<String> all = ACCOUNTS.ids("mixed", Scope.SOURCE, "", 10);
        assertThat(all).containsExactlyInAnyOrder("a", "B", "c", "D", "\u00e4", "10", "9", "-1");
        assertThat(ACCOUNTS.known("mixed", Scope.SOURCE, Set.copyOf(all))).isEqualTo(all);
    }

    @Test
    void refusesCharactersThatNoTextHolds() {
        assertThatThrownBy(() -> ACCOUNTS.has("acme", Scope.CAMPAIGN, "\0")).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> ACCOUNTS.known("acme", Scope.SOURCE, List.of("7", "\0")))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> ACCOUNTS.ids("acme", Scope.SOURCE, "\0", 1)).isInstanceOf(QueryException.class);
    }

    @Test
    void saysThatTheStoreDoesNotAnswer() {
        PostgresAccountReader withoutTables =
                new PostgresAccountReader(TestDatabase.createEmpty().owner());
        assertThatThrownBy(() -> withoutTables.has("acme", Scope.CAMPAIGN, "spring"))
                .isInstanceOf(StatsUnavailableException.class);
    }
}
