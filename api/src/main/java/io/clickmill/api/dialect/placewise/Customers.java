package io.clickmill.api.dialect.placewise;

import io.clickmill.api.query.AccountReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The accounts that a request is about.
 *
 * @param accountIds all of them, sorted
 * @param clubs those that have a number, in its order; an account gets it with its first event
 */
record PlacewiseCustomers(List<String> accountIds, List<PlacewiseClub> clubs) {
    PlacewiseCustomers {
        accountIds = accountIds.stream().sorted().toList();
        clubs = clubs.stream()
                .sorted(Comparator.comparingLong(PlacewiseClub::id))
                .toList();
    }

    /** The accounts, with the numbers that they have. */
    static PlacewiseCustomers of(AccountReader accounts, List<String> accountIds) {
        Map<String, Long> numbers = accounts.numbers(accountIds);
        List<PlacewiseClub> clubs = new ArrayList<>();
        numbers.forEach((accountId, number) -> clubs.add(new PlacewiseClub(number, accountId)));
        return new PlacewiseCustomers(accountIds, clubs);
    }

    /** Those of them that have one of the numbers. */
    PlacewiseCustomers only(List<Long> ids) {
        List<PlacewiseClub> named =
                clubs.stream().filter(club -> ids.contains(club.id())).toList();
        return new PlacewiseCustomers(
                named.stream().map(PlacewiseClub::accountId).toList(), named);
    }
}
