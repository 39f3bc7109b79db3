/**
 * Tells pages that an account has new events, so that they ask again. What a page shows comes from {@code /v1/stats}
 * alone; no number is sent from here.
 */
@NullMarked
package io.clickmill.api.live;

import org.jspecify.annotations.NullMarked;
