package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Collects what is wrong with a body, at a place in it; the first at each place.
 *
 * <p>Example: {@code at("filter").at("value").blank()} makes {@code {"filter":{"value":[{"error":"blank"}]}}}. Elements of
 * arrays are named by their index.
 */
final class Details {
    private final ObjectNode root;
    private final List<String> path;

    private Details(ObjectNode root, List<String> path) {
        this.root = root;
        this.path = path;
    }

    /** Nothing is wrong so far. */
    static Details none() {
        return new Details(JsonNodeFactory.instance.objectNode(), List.of());
    }

    /** The member's place in this one; what is added there is added to the whole. */
    Details at(String member) {
        return new Details(root, Stream.concat(path.stream(), Stream.of(member)).toList());
    }

    Details at(int index) {
        return at(Integer.toString(index));
    }

    /** What has to be there is missing or null. */
    void blank() {
        add("blank");
    }

    /** There is no member of this name. */
    void unknown() {
        add("unknown");
    }

    /** The type or the form is wrong. */
    void invalid(String expected) {
        add("invalid").put("expected", expected);
    }

    /** It is none of the words. */
    void inclusion(List<String> words) {
        ObjectNode options = add("inclusion");
        words.forEach(options.putArray("in")::add);
    }

    /** It has more than {@code max} of what it consists of. */
    void tooMany(int max) {
        add("too_many").put("max", max);
    }

    /** The end of a request in which this is wrong. */
    ErrorAnswer error() {
        return Errors.invalid(root);
    }

    /** Ends the request if anything is wrong anywhere. */
    void requireNone() {
        if (!root.isEmpty()) {
            throw error();
        }
    }

    /** The options of the new error. */
    private ObjectNode add(String error) {
        ObjectNode parent = root;
        for (String member : path.subList(0, path.size() - 1)) {
            parent = parent.get(member) instanceof ObjectNode known ? known : parent.putObject(member);
        }
        String last = path.get(path.size() - 1);
        ObjectNode detail = JsonNodeFactory.instance.objectNode().put("error", error);
        if (!parent.has(last)) {
            parent.putArray(last).add(detail);
        }
        return error.equals("blank") || error.equals("unknown") ? detail : detail.putObject("options");
    }
}
