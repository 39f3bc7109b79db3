package io.clickmill.local.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * Shrinks a failing stream. It leaves out questions and groups of clicks, many at first, and then reduces the groups.
 */
record ShrinkableStream(ClickStream value) implements Shrinkable<ClickStream> {
    @Override
    public Stream<Shrinkable<ClickStream>> shrink() {
        List<ClickStream> smaller = new ArrayList<>();
        for (List<Question> questions : without(value.questions())) {
            smaller.add(new ClickStream(value.seed(), value.clicks(), questions));
        }
        for (List<Clicks> clicks : without(value.clicks())) {
            smaller.add(new ClickStream(value.seed(), clicks, value.questions()));
        }
        for (int i = 0; i < value.clicks().size(); i++) {
            Clicks some = value.clicks().get(i);
            for (Clicks fewer : fewer(some)) {
                List<Clicks> clicks = new ArrayList<>(value.clicks());
                clicks.set(i, fewer);
                smaller.add(new ClickStream(value.seed(), clicks, value.questions()));
            }
        }
        return smaller.stream().map(ShrinkableStream::new);
    }

    /** Lists without one half, one quarter and so on, down to one element; never an empty list. */
    private static <T> List<List<T>> without(List<T> list) {
        List<List<T>> shorter = new ArrayList<>();
        for (int length = list.size() / 2; length > 0; length /= 2) {
            for (int from = 0; from < list.size(); from += length) {
                List<T> rest = new ArrayList<>(list.subList(0, from));
                rest.addAll(list.subList(Math.min(list.size(), from + length), list.size()));
                shorter.add(rest);
            }
        }
        return shorter;
    }

    private static List<Clicks> fewer(Clicks some) {
        List<Clicks> fewer = new ArrayList<>();
        for (int events : new int[] {some.events() / 2, some.events() - some.events() / 8, some.events() - 1}) {
            if (events > 0 && events < some.events()) {
                fewer.add(some.with(events, some.copyPercent()));
            }
        }
        if (some.copyPercent() > 0) {
            fewer.add(some.with(some.events(), 0));
        }
        return fewer;
    }

    @Override
    public ShrinkingDistance distance() {
        long events = value.clicks().stream().mapToLong(Clicks::events).sum();
        long copies = value.clicks().stream().mapToLong(Clicks::copyPercent).sum();
        return ShrinkingDistance.of(value.questions().size(), value.clicks().size(), events, copies);
    }
}
