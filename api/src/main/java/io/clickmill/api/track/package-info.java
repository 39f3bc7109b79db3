/**
 * Tracks the clicks, leads and sales that clients report. This package decides what is published and what is a
 * duplicate, and finds events that were published a moment ago. HTTP and vendors' words do not belong here.
 */
package io.clickmill.api.track;
