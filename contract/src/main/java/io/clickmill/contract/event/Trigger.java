package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/** How the link was opened, field {@code trigger}: as a link unless the event says otherwise. */
public enum Trigger {
    LINK("link"),
    QR("qr"),
    PAGEVIEW("pageview");

    private final String wireName;

    Trigger(String wireName) {
        this.wireName = wireName;
    }

    /** The word that stands for it in events and tables. */
    public String wireName() {
        return wireName;
    }

    /** The trigger of that wire name, case-sensitive; null if there is none. */
    static @Nullable Trigger ofWireName(String wireName) {
        for (Trigger trigger : values()) {
            if (trigger.wireName.equals(wireName)) {
                return trigger;
            }
        }
        return null;
    }
}
