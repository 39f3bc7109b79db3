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
 * @param clubs the accounts that have a number, in the order of the numbers; an account gets its number with its first
 *     event
 */
record Customers(List<String> accountIds, List<Club> clubs) {
    Customers {
        accountIds = accountIds.stream().sorted().toList();
        clubs = clubs.stream().sorted(Comparator.comparingLong(Club::id)).toList();
    }

    /** The accounts, with the numbers that they have. */
    static Customers of(AccountReader accounts, List<String> accountIds) {
        Map<String, Long> numbers = accounts.numbers(accountIds);
        List<Club> clubs = new ArrayList<>();
        numbers.forEach((accountId, number) -> clubs.add(new Club(number, accountId)));
        return new Customers(accountIds, clubs);
    }

    /** The accounts that have one of the numbers. */
    Customers only(List<Long> ids) {
        List<Club> named =
                clubs.stream().filter(club -> ids.contains(club.id())).toList();
        return new Customers(named.stream().map(Club::accountId).toList(), named);
    }
}
