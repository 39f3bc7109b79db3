package io.clickmill.job.enrich;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches a text for many words in one pass: {@code WordSet.of("ab", "bc").isIn("xbcx")} is true. For any text, the
 * time is at most its length times that of the longest word. The search is case-sensitive. Immutable.
 */
final class WordSet {
    private final Node root = new Node();

    private WordSet(Iterable<String> words) {
        for (String word : words) {
            if (word.isEmpty()) {
                throw new IllegalArgumentException("word: empty (expected: at least one character)");
            }
            Node node = root;
            for (int i = 0; i < word.length(); i++) {
                node = node.next.computeIfAbsent(word.charAt(i), c -> new Node());
            }
            node.endsWord = true;
        }
    }

    /** A set of these words, none of which may be empty. */
    static WordSet of(Collection<String> words) {
        return new WordSet(words);
    }

    /** A set of these words, none of which may be empty. */
    static WordSet of(String... words) {
        return new WordSet(Arrays.asList(words));
    }

    /** Whether one of the words is anywhere in the text. */
    boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isAt(text, i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one of the words is in the text without a letter directly before it: {@code ios} is in {@code (ios}, but
     * not in {@code axios}.
     */
    boolean startsWordIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean wordStart = i == 0 || !Character.isLetter(text.charAt(i - 1));
            if (wordStart && isAt(text, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(String text, int start) {
        Node node = root;
        for (int i = start; i < text.length(); i++) {
            @Nullable Node next = node.next.get(text.charAt(i));
            if (next == null) {
                return false;
            }
            if (next.endsWord) {
                return true;
            }
            node = next;
        }
        return false;
    }

    /** The beginning of one or more words, with the characters that may follow. */
    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>(4);
        private boolean endsWord;
    }
}
