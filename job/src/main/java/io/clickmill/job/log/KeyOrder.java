package io.clickmill.job.log;

import io.clickmill.job.TextOrder;
import io.clickmill.job.receive.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order of the key of table {@code click_event}: account, time and event id. Arrivals that are equal by it are
 * copies of one event.
 *
 * <p>A comparison of two arrivals reads six objects, which lie far apart in memory in a large batch. So the times are
 * sorted as numbers, and events are compared only if they have the same account and millisecond.
 */
final class KeyOrder {
    private static final Comparator<Arrival> BY_EVENT_ID =
            Comparator.comparing(arrival -> arrival.event().eventId(), TextOrder.C);

    private KeyOrder() {}

    /** The arrivals in the order of the key; equal ones stay in their order. */
    static List<Arrival> sorted(List<Arrival> arrivals) {
        Map<String, List<Arrival>> byAccount = new TreeMap<>(TextOrder.C);
        String account = null;
        List<Arrival> ofAccount = null;
        for (Arrival arrival : arrivals) {
            if (ofAccount == null || !arrival.event().accountId().equals(account)) {
                account = arrival.event().accountId();
                ofAccount = byAccount.computeIfAbsent(account, id -> new ArrayList<>());
            }
            ofAccount.add(arrival);
        }
        List<Arrival> sorted = new ArrayList<>(arrivals.size());
        byAccount.values().forEach(ofOne -> addByTime(ofOne, sorted));
        return sorted;
    }

    /** Whether the arrivals are copies of one event. */
    static boolean isSameEvent(Arrival one, Arrival other) {
        return one.event().occurredAt() == other.event().occurredAt()
                && one.event().eventId().equals(other.event().eventId())
                && one.event().accountId().equals(other.event().accountId());
    }

    private static void addByTime(List<Arrival> arrivals, List<Arrival> sorted) {
        int size = arrivals.size();
        long first = Long.MAX_VALUE;
        for (Arrival arrival : arrivals) {
            first = Math.min(first, arrival.event().occurredAt());
        }
        // Each number holds a time and the place of the arrival. It does not overflow: a million arrivals may be 290
        // years
        // apart.
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = Math.addExact(Math.multiplyExact(arrivals.get(i).event().occurredAt() - first, size), i);
        }
        Arrays.sort(order);
        for (int from = 0, to = 0; from < size; from = to) {
            int start = sorted.size();
            for (to = from; to < size && order[to] / size == order[from] / size; to++) {
                sorted.add(arrivals.get((int) (order[to] % size)));
            }
            if (to - from > 1) {
                sorted.subList(start, sorted.size()).sort(BY_EVENT_ID);
            }
        }
    }
}
