package io.clickmill.api.dialect.sendgrid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The position of a page: after a link, or before it.
 *
 * @param link the link, whose clicks are not used
 * @param sortText the text by which {@link ManyLinks} sorts the link; empty if {@link ClickedLinks} read the page
 */
record PagePosition(boolean isAfter, ClickedLink link, String sortText) {
    private static final String AFTER = "behind";
    private static final String BEFORE = "before";

    /** A position in a list of {@link ClickedLinks}. */
    PagePosition(boolean isAfter, ClickedLink link) {
        this(isAfter, link, "");
    }

    /** The texts that a token holds. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(
                List.of(isAfter ? AFTER : BEFORE, link.stepId(), ClickedLink.text(link.location()), link.url()));
        if (!sortText.isEmpty()) {
            texts.add(sortText);
        }
        return texts;
    }

    /** The position from a token's texts; empty if they are invalid. */
    static Optional<PagePosition> parse(List<String> texts) {
        boolean whole = (texts.size() == 4 || texts.size() == 5)
                && (texts.get(0).equals(AFTER) || texts.get(0).equals(BEFORE))
                && texts.get(2).matches("[0-9]{0,10}");
        return whole
                ? Optional.of(new PagePosition(
                        texts.get(0).equals(AFTER),
                        new ClickedLink(texts.get(1), ClickedLink.location(texts.get(2)), texts.get(3), 0),
                        texts.size() == 5 ? texts.get(4) : ""))
                : Optional.empty();
    }
}
