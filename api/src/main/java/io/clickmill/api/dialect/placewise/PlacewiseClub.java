package io.clickmill.api.dialect.placewise;

import io.clickmill.api.query.AccountReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An account as a request sees it.
 *
 * @param id the loyalty club's, the account's number
 */
record PlacewiseClub(long id, String accountId) {
    /** Those of the accounts that have a number, in its order. */
    static List<PlacewiseClub> of(AccountReader accounts, List<String> accountIds) {
        Map<String, Long> numbers = accounts.loyaltyClubIds(accountIds);
        List<PlacewiseClub> clubs = new ArrayList<>();
        numbers.forEach((accountId, number) -> clubs.add(new PlacewiseClub(number, accountId)));
        clubs.sort(Comparator.comparingLong(PlacewiseClub::id));
        return List.copyOf(clubs);
    }
}
