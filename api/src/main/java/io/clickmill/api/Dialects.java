package io.clickmill.api;

import io.clickmill.api.dialect.constantcontact.ConstantContactDialect;
import io.clickmill.api.dialect.dub.DubDialect;
import io.clickmill.api.dialect.emailconsul.EmailConsulDialect;
import io.clickmill.api.dialect.placewise.PlacewiseDialect;
import io.clickmill.api.dialect.sendgrid.SendGridDialect;
import io.clickmill.api.http.Routes;
import io.clickmill.api.publish.ClickPublisher;
import java.util.List;
import java.util.Optional;

/** The vendors whose endpoints are answered: one line each. */
final class Dialects {
    private Dialects() {}

    /** Without a place for events nothing can be tracked. */
    static List<Routes> all(Optional<ClickPublisher> events) {
        return List.of(
                new EmailConsulDialect(),
                new DubDialect(events),
                new SendGridDialect(),
                new ConstantContactDialect(),
                new PlacewiseDialect());
    }
}
