package io.clickmill.job.enrich;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches a text for many words in one pass: {@code WordSet.of("ab", "bc").isIn("xbcx")} is true. The time is at most the
 * length of the text times that of the longest word, whatever the text is. Upper and lower case are different. Immutable.
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

    /** These words, none of them empty. */
    static WordSet of(Collection<String> words) {
        return new WordSet(words);
    }

    /** These words, none of them empty. */
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

    /** Whether one of the words is in the text with no letter right before it: {@code ios} is in {@code (ios}, not in {@code axios}. */
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

    /** A beginning of words, with the characters that go on. */
    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>(4);
        private boolean endsWord;
    }
}
