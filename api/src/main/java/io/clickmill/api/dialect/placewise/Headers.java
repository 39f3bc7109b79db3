package io.clickmill.api.dialect.placewise;

import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.PresentedKey;
import io.clickmill.api.query.AccountReader;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The headers that the vendor requires in every request. They hold the key, and the accounts whose data is asked for.
 */
final class Headers {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String KEY = "X-Client-Authorization";
    private static final String CUSTOMER = "X-Customer";
    private static final String SLUG = "X-Loyalty-Club-Slug";

    /** The required headers, one of each list. The error names the first missing one in this order. */
    private static final List<List<String>> REQUIRED = List.of(
            List.of(CONTENT_TYPE),
            List.of("X-User-Agent"),
            List.of("X-Product-Name"),
            List.of(KEY, "Authorization"),
            List.of(CUSTOMER, SLUG));

    private static final String ALL = "all=all";
    private static final int MAX_IDS = 40;
    private static final Pattern IDS = Pattern.compile("(?:id=)?(?<ids>[1-9][0-9]{0,17}(?:_[1-9][0-9]{0,17})*)");

    /**
     * The maximum length of {@code id=} and the ids with their underscores. It is checked before {@link #IDS}, which
     * recurses once for each id.
     */
    private static final int MAX_IDS_CHARS = 3 + MAX_IDS * 19;

    private static final String IDS_EXPECTED =
            "all=all, or id= and at most " + MAX_IDS + " different ids of loyalty clubs, such as id=1000941_1000942";

    private final Context context;

    private Headers(Context context) {
        this.context = context;
    }

    /**
     * The headers of a request.
     *
     * @throws ErrorAnswer for the first that is missing
     */
    static Headers of(Context context) {
        Headers headers = new Headers(context);
        for (List<String> names : REQUIRED) {
            if (names.stream().allMatch(name -> headers.header(name).isEmpty())) {
                throw Errors.missingHeader(String.join(" or ", names));
            }
        }
        return headers;
    }

    /** The key; empty if the header has another form. */
    Optional<String> key() {
        return header(KEY).or(() -> PresentedKey.bearer(context));
    }

    /**
     * The accounts that the request is about. There is at least one, but none of them need have events.
     *
     * @throws ErrorAnswer if a header is invalid, or names an account that the key does not open
     */
    Customers customers(Principal principal, AccountReader accounts) {
        String contentType = header(CONTENT_TYPE).orElseThrow();
        if (!contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw Errors.wrongHeader(CONTENT_TYPE, contentType, "application/json");
        }
        Optional<String> customer = header(CUSTOMER);
        Optional<String> slug = header(SLUG);
        if (customer.isPresent() && slug.isPresent()) {
            throw Errors.wrongHeader(SLUG, slug.get(), "none beside " + CUSTOMER);
        }
        if (slug.isEmpty()) {
            return customers(customer.orElseThrow(), Customers.of(accounts, principal.accountIds()));
        }
        if (!principal.accountIds().contains(slug.get())) {
            throw Errors.wrongHeader(SLUG, slug.get(), "an account that the key opens");
        }
        return Customers.of(accounts, List.of(slug.get()));
    }

    private static Customers customers(String customer, Customers open) {
        if (customer.equals(ALL)) {
            return open;
        }
        if (customer.contains("chain=") || customer.contains("country=")) {
            throw Errors.wrongHeader(CUSTOMER, customer, IDS_EXPECTED + "; there are no data of chains and countries");
        }
        List<Long> ids = Optional.of(customer)
                .filter(text -> text.length() <= MAX_IDS_CHARS)
                .map(IDS::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> Arrays.stream(matcher.group("ids").split("_"))
                        .map(Long::valueOf)
                        .toList())
                .filter(list ->
                        list.size() <= MAX_IDS && list.stream().distinct().count() == list.size())
                .orElseThrow(() -> Errors.wrongHeader(CUSTOMER, customer, IDS_EXPECTED));
        Customers named = open.only(ids);
        if (named.clubs().size() < ids.size()) {
            throw Errors.wrongHeader(CUSTOMER, customer, "loyalty clubs that the key opens");
        }
        return named;
    }

    private Optional<String> header(String name) {
        return PresentedKey.header(context, name).filter(value -> !value.isEmpty());
    }
}
