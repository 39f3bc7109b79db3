package io.clickmill.api;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.auth.RevokeApiKey;
import io.clickmill.contract.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A key for tests. Unless set otherwise, it has every scope, the lowest plan and no limit. */
public final class TestKey {
    private final List<String> accountIds;
    private List<String> scopes = List.of("*");
    private Plan plan = Plan.FREE;
    private Integer perMinute = 0;
    private boolean expired;
    private boolean revoked;

    private TestKey(List<String> accountIds) {
        this.accountIds = accountIds;
    }

    /** A key that opens these accounts. */
    public static TestKey of(String... accountIds) {
        return new TestKey(List.of(accountIds));
    }

    /** Has these scopes only. */
    public TestKey scopes(String... only) {
        scopes = List.of(only);
        return this;
    }

    public TestKey plan(Plan other) {
        plan = other;
        return this;
    }

    /** Has a limit of requests, for each dialect. */
    public TestKey perMinute(int requests) {
        perMinute = requests;
        return this;
    }

    /** Has the limit that each dialect sets by plan. */
    public TestKey dialectLimit() {
        perMinute = null;
        return this;
    }

    public TestKey expired() {
        expired = true;
        return this;
    }

    public TestKey revoked() {
        revoked = true;
        return this;
    }

    /** Makes the key, and returns its text. */
    public String create(TestDatabase database, Instant now) throws SQLException {
        String key =
                new CreateApiKey(accountIds, scopes, plan, expired ? now : null, perMinute).run(database.owner(), now);
        if (revoked && !RevokeApiKey.run(database.owner(), key, now)) {
            throw new IllegalStateException("the key was not revoked");
        }
        return key;
    }
}
