package io.clickmill.api.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code account_id} of one object. Its value is one of the accounts that the key opens; the default is the
 * key's only account.
 */
final class AccountField {
    static final String NAME = "account_id";

    private static final String EXPECTED = "one of the accounts that the API key opens";

    private final List<String> accountIds;
    private final int line;
    private @Nullable String given;

    AccountField(List<String> accountIds, int line) {
        this.accountIds = accountIds;
        this.line = line;
    }

    void read(JsonParser parser) throws IOException, InvalidRecordException {
        String text = text(parser);
        if (parser.currentToken() != JsonToken.VALUE_STRING || text.isEmpty()) {
            throw InvalidRecordException.invalid(line, NAME, text, "a string that is not empty");
        }
        if (!accountIds.contains(text)) {
            throw InvalidRecordException.forbidden(line, NAME, text, EXPECTED);
        }
        given = text;
    }

    boolean isMissing() {
        return given == null;
    }

    /** The account: the given one, or the default. */
    String value() throws InvalidRecordException {
        if (given != null) {
            return given;
        }
        if (accountIds.size() != 1) {
            throw InvalidRecordException.missing(line, NAME, EXPECTED);
        }
        return accountIds.get(0);
    }

    /** The JSON member that fills in a missing account. */
    String member() throws InvalidRecordException {
        return "\"" + NAME + "\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(value())) + "\"";
    }

    /** The value of another id, which is the parser's current token. */
    static String id(JsonParser parser, int line, String name, int maxLength)
            throws IOException, InvalidRecordException {
        String text = text(parser);
        if (parser.currentToken() != JsonToken.VALUE_STRING || text.isEmpty() || text.length() > maxLength) {
            throw InvalidRecordException.invalid(line, name, text, "a string of 1.." + maxLength + " characters");
        }
        return text;
    }

    /** A value in the form that errors show. */
    private static String text(JsonParser parser) throws IOException {
        return parser.currentToken().isStructStart() ? parser.currentToken().asString() : parser.getText();
    }
}
