package io.clickmill.api.collect;

import com.fasterxml.jackson.core.JsonParser;
import io.clickmill.contract.LinkKey;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.links.LinkParser;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks the fields of a link: {@code link_id}, and {@code account_id}, which may be absent. */
final class LinkFields implements JsonBatch.Fields {
    private static final String EXPECTED_ID = "a string of 1..256 characters";
    private static final int MAX_ID_LENGTH = 256;

    private final int line;
    private final AccountField account;
    private @Nullable String linkId;

    private LinkFields(int line, AccountField account) {
        this.line = line;
        this.account = account;
    }

    /**
     * The links of a request.
     *
     * @param accountIds the accounts that the key opens
     */
    static JsonBatch.Kind kind(List<String> accountIds) {
        return new JsonBatch.Kind("link", "", line -> new LinkFields(line, new AccountField(accountIds, line)));
    }

    @Override
    public void read(String name, JsonParser parser) throws IOException, InvalidRecordException {
        switch (name) {
            case "link_id" -> linkId = AccountField.id(parser, line, name, MAX_ID_LENGTH);
            case AccountField.NAME -> account.read(parser);
            default -> parser.skipChildren();
        }
    }

    @Override
    public List<String> missing() throws InvalidRecordException {
        return account.isMissing() ? List.of(account.member()) : List.of();
    }

    @Override
    public void check(byte[] json) throws InvalidClick {
        LinkParser.require(json);
    }

    @Override
    public String key() throws InvalidRecordException {
        if (linkId == null) {
            throw InvalidRecordException.missing(line, "link_id", EXPECTED_ID);
        }
        return new LinkKey(account.value(), linkId).text();
    }
}
