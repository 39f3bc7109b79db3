package io.clickmill.api;

import io.clickmill.api.dialect.emailconsul.EmailConsulDialect;
import io.clickmill.api.http.Routes;
import java.util.List;

/** The vendors whose endpoints are answered: one line each. */
final class Dialects {
    private Dialects() {}

    static List<Routes> all() {
        return List.of(new EmailConsulDialect());
    }
}
