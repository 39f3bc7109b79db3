package io.clickmill.api.dialect.emailconsul;

import io.clickmill.api.query.Field;
import io.clickmill.contract.words.Worded;
import java.util.List;

/** What parameter {@code group} can name, in the order of the vendor's page; the word is also the field of an entry. */
enum Group implements Worded {
    CAMPAIGN_ID(Field.CAMPAIGN),
    SUBSCRIBER_ID(Field.SUBSCRIBER_ID),
    DEVICE(Field.DEVICE),
    COUNTRY(Field.COUNTRY),
    IP(Field.IP),
    /** Name and version, such as {@code Chrome 91}. */
    BROWSER(Field.BROWSER_VERSION),
    CUSTOM_LINK_TITLE(Field.CUSTOM_LINK_TITLE),
    /** The only group whose entries have two fields. */
    PARAMS(Field.PARAMS);

    private final Field field;

    Group(Field field) {
        this.field = field;
    }

    /** The field that the engine groups by. */
    Field field() {
        return field;
    }

    /** Names of an entry's fields, in the order of the values of a row's group. */
    List<String> columns() {
        return this == PARAMS ? List.of("params_name", "params_value") : List.of(word());
    }
}
