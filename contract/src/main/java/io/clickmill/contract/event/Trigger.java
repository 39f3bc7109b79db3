package io.clickmill.contract.event;

import io.clickmill.contract.words.Worded;

/** How the link was opened; {@link #LINK} by default. */
public enum Trigger implements Worded {
    LINK,
    QR,
    PAGEVIEW
}
