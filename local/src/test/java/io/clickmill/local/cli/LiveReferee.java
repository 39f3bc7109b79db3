package io.clickmill.local.cli;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Records when events were sent and acknowledged, and counts them one by one. Times are {@link System#nanoTime}. */
final class LiveReferee {
    private static final long NEVER = Long.MAX_VALUE;

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    /** The events of one request. */
    static final class Request {
        private final List<LiveEvent> events;
        private final long sentAt;
        private volatile long acknowledgedAt = NEVER;

        private Request(List<LiveEvent> events, long sentAt) {
            this.events = events;
            this.sentAt = sentAt;
        }
    }

    /** The bounds of a group in an answer: the events that it must include, and those that it may include. */
    static final class Bounds {
        static final Bounds NONE = new Bounds();

        private final BitSet leastVisitors = new BitSet();
        private final BitSet mostVisitors = new BitSet();
        private long leastClicks;
        private long mostClicks;

        private void add(LiveEvent event, boolean acknowledged) {
            mostClicks++;
            mostVisitors.set(event.subscriber());
            if (acknowledged) {
                leastClicks++;
                leastVisitors.set(event.subscriber());
            }
        }

        long leastClicks() {
            return leastClicks;
        }

        long mostClicks() {
            return mostClicks;
        }

        int leastVisitors() {
            return leastVisitors.cardinality();
        }

        int mostVisitors() {
            return mostVisitors.cardinality();
        }

        @Override
        public String toString() {
            return "%d..%d clicks, %d..%d visitors".formatted(leastClicks, mostClicks, leastVisitors(), mostVisitors());
        }
    }

    /** Records a request. Must be called before its first byte is sent. */
    Request sending(List<LiveEvent> events) {
        Request request = new Request(events, System.nanoTime());
        requests.add(request);
        return request;
    }

    void acknowledged(Request request) {
        request.acknowledgedAt = System.nanoTime();
    }

    long events() {
        return requests.stream().mapToLong(request -> request.events.size()).sum();
    }

    /** The bounds of every group that the answer may have. */
    Map<List<String>, Bounds> bounds(LiveQuestion question, long acknowledgedBefore, long sentBefore) {
        Map<List<String>, Bounds> bounds = new HashMap<>();
        for (Request request : requests) {
            if (request.sentAt < sentBefore) {
                boolean acknowledged = request.acknowledgedAt < acknowledgedBefore;
                for (LiveEvent event : request.events) {
                    if (question.asksFor(event)) {
                        bounds.computeIfAbsent(question.group(event), group -> new Bounds())
                                .add(event, acknowledged);
                    }
                }
            }
        }
        return bounds;
    }

    /**
     * How stale an answer with this many clicks is: the minimum time for which it lacks an acknowledged event; 0 if
     * none.
     */
    long staleNanos(LiveQuestion question, long clicks, long askedAt) {
        List<Request> acknowledged = requests.stream()
                .filter(request -> request.acknowledgedAt < askedAt)
                .sorted(Comparator.comparingLong(request -> request.acknowledgedAt))
                .toList();
        long counted = 0;
        for (Request request : acknowledged) {
            counted += request.events.stream().filter(question::asksFor).count();
            if (counted > clicks) {
                return askedAt - request.acknowledgedAt;
            }
        }
        return 0;
    }
}
