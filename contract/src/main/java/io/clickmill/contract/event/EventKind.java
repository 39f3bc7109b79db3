package io.clickmill.contract.event;

import io.clickmill.contract.words.Worded;

/** What happened: a link was clicked, or somebody who came by a click became a customer or paid. */
public enum EventKind implements Worded {
    CLICK,
    LEAD,
    SALE
}
