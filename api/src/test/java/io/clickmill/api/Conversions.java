package io.clickmill.api;

import io.clickmill.api.query.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds by brute force which sales are recurring, and which customers' leads name a click. */
final class Conversions {
    private record Click(String accountId, String id) {}

    private record Purchase(String accountId, String customerId, String linkId) {}

    private final Map<Click, Set<String>> customersOfClicks = new HashMap<>();
    private final Set<TestEvent> recurring = Collections.newSetFromMap(new IdentityHashMap<>());

    Conversions(List<TestEvent> events) {
        List<TestEvent> ordered = new ArrayList<>(events);
        ordered.sort(Comparator.comparingLong(TestEvent::occurredAt).thenComparing(TestEvent::eventId));
        Set<Purchase> first = new HashSet<>();
        for (TestEvent event : ordered) {
            String customer = event.customerId();
            if (customer.isEmpty()) {
                continue;
            }
            if (event.event().equals("lead")) {
                Click click = new Click(event.accountId(), event.values().getOrDefault(Field.CLICK_ID, ""));
                customersOfClicks.computeIfAbsent(click, c -> new HashSet<>()).add(customer);
            }
            String link = event.values().getOrDefault(Field.LINK, "");
            if (event.event().equals("sale") && !first.add(new Purchase(event.accountId(), customer, link))) {
                recurring.add(event);
            }
        }
    }

    String saleType(TestEvent event) {
        if (!event.event().equals("sale")) {
            return "";
        }
        return recurring.contains(event) ? "recurring" : "new";
    }

    Set<String> customersNaming(TestEvent event) {
        boolean ofShortLink = !event.values().getOrDefault(Field.DOMAIN, "").isEmpty();
        return event.event().equals("click") && ofShortLink
                ? customersOfClicks.getOrDefault(new Click(event.accountId(), event.eventId()), Set.of())
                : Set.of();
    }
}
