package io.clickmill.local.embedded;

import io.clickmill.api.auth.ApiKeys;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.KeyCheck;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.auth.Principal;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.EnsureAccount;
import io.clickmill.local.run.SecretFile;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The key of account {@code demo} in {@code DIR/demo.key}, with every scope, the highest plan and no limit. If the file
 * is gone, or its key is no longer valid, a new key is created.
 */
final class DemoKey {
    /** The account that a local system starts with. */
    static final String ACCOUNT = "demo";

    private DemoKey() {}

    static void ensure(DataFolder folder, DataSource owner, Clock clock) throws SQLException, IOException {
        EnsureAccount.run(owner, ACCOUNT);
        SecretFile file = new SecretFile(folder.demoKeyFile());
        Optional<String> existing = file.read();
        if (existing.isPresent() && new ApiKeys(owner, clock).check(existing.get()) instanceof KeyCheck.Granted) {
            return;
        }
        CreateApiKey create =
                new CreateApiKey(List.of(ACCOUNT), List.of(Principal.EVERYTHING), Plan.ENTERPRISE, null, 0);
        file.write(create.run(owner, clock.instant()));
    }
}
