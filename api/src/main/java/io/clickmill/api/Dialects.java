package io.clickmill.api;

import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.dialect.constantcontact.ConstantContactDialect;
import io.clickmill.api.dialect.dub.DubDialect;
import io.clickmill.api.dialect.emailconsul.EmailConsulDialect;
import io.clickmill.api.dialect.placewise.PlacewiseDialect;
import io.clickmill.api.dialect.sendgrid.SendGridDialect;
import io.clickmill.api.http.Dialect;
import io.clickmill.api.http.NativeKeys;
import io.clickmill.api.publish.ClickPublisher;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of vendors whose endpoints the API answers, one line each. */
public final class Dialects {
    private Dialects() {}

    /** All dialects. Without a publisher they cannot track events. */
    static List<Dialect> all(Optional<ClickPublisher> events) {
        return List.of(
                new EmailConsulDialect(),
                new DubDialect(events),
                new SendGridDialect(),
                new ConstantContactDialect(),
                new PlacewiseDialect());
    }

    /** The names under which rate limits count requests: one for the native endpoints, one for the
     * dashboard, and one for each vendor. */
    static List<String> names() {
        return Stream.concat(
                        Stream.of(NativeKeys.DIALECT, NativeKeys.PAGE),
                        all(Optional.empty()).stream().map(Dialect::name))
                .toList();
    }

    /** Every scope that a key can have, in the order in which the command line lists them. */
    public static List<String> scopes() {
        return Stream.concat(
                        KeyScopes.NATIVE.stream(),
                        all(Optional.empty()).stream().flatMap(dialect -> dialect.scopes().stream()))
                .toList();
    }
}
