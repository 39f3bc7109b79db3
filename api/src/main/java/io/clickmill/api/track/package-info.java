/**
 * Tracks clicks, leads and sales that clients tell: what is published, what is a repetition, and what may be read a
 * moment later. May not live here: HTTP, or a vendor's words.
 */
package io.clickmill.api.track;
