package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Collects the errors of a body by their place in it. Only the first error at each place is kept.
 *
 * <p>Example: {@code at("filter").at("value").blank()} makes {@code {"filter":{"value":[{"error":"blank"}]}}}. Elements
 * of arrays are named by their index.
 */
final class Details {
    private final ObjectNode root;
    private final List<String> path;

    private Details(ObjectNode root, List<String> path) {
        this.root = root;
        this.path = path;
    }

    /** An empty collection, at the place of the whole body. */
    static Details none() {
        return new Details(JsonNodeFactory.instance.objectNode(), List.of());
    }

    /** The place of a member of this place. Errors that are added there belong to the same collection. */
    Details at(String member) {
        return new Details(root, Stream.concat(path.stream(), Stream.of(member)).toList());
    }

    Details at(int index) {
        return at(Integer.toString(index));
    }

    /** Adds that a required value is missing or null. */
    void blank() {
        add("blank");
    }

    /** Adds that the member has an unknown name. */
    void unknown() {
        add("unknown");
    }

    /** Adds that the type or the form is wrong. */
    void invalid(String expected) {
        add("invalid").put("expected", expected);
    }

    /** Adds that the value is not one of the words. */
    void inclusion(List<String> words) {
        ObjectNode options = add("inclusion");
        words.forEach(options.putArray("in")::add);
    }

    /** Adds that the value has more than {@code max} elements, levels or buckets. */
    void tooMany(int max) {
        add("too_many").put("max", max);
    }

    /** The answer that reports all errors. */
    ErrorAnswer error() {
        return Errors.invalid(root);
    }

    /** Ends the request if there is an error at any place. */
    void requireNone() {
        if (!root.isEmpty()) {
            throw error();
        }
    }

    /** Adds an error, and returns the object that holds its options. */
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
