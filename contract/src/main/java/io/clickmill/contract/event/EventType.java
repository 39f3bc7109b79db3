package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/** What happened, field {@code event}: a click unless the event says otherwise. */
public enum EventType {
    CLICK("click"),
    LEAD("lead"),
    SALE("sale");

    private final String wireName;

    EventType(String wireName) {
        this.wireName = wireName;
    }

    /** The word that stands for it in events and tables. */
    public String wireName() {
        return wireName;
    }

    /** The type of that wire name, case-sensitive; null if there is none. */
    static @Nullable EventType ofWireName(String wireName) {
        for (EventType type : values()) {
            if (type.wireName.equals(wireName)) {
                return type;
            }
        }
        return null;
    }
}
