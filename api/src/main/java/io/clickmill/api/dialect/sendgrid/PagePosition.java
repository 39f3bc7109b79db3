package io.clickmill.api.dialect.sendgrid;

import java.util.List;
import java.util.Optional;

/**
 * Where a page is: right behind a link, or right before it.
 *
 * @param link its clicks mean nothing
 */
record PagePosition(boolean isBehind, ClickedLink link) {
    private static final String BEHIND = "behind";
    private static final String BEFORE = "before";

    /** What a token holds. */
    List<String> texts() {
        return List.of(isBehind ? BEHIND : BEFORE, link.stepId(), ClickedLink.text(link.location()), link.url());
    }

    /** The position of a token; empty if it is none. */
    static Optional<PagePosition> parse(List<String> texts) {
        boolean whole = texts.size() == 4
                && (texts.get(0).equals(BEHIND) || texts.get(0).equals(BEFORE))
                && texts.get(2).matches("[0-9]{0,10}");
        return whole
                ? Optional.of(new PagePosition(
                        texts.get(0).equals(BEHIND),
                        new ClickedLink(texts.get(1), ClickedLink.location(texts.get(2)), texts.get(3), 0)))
                : Optional.empty();
    }
}
