/**
 * Placewise's Reporting API: two lists of the clicks of sendings, and a series of the visits of links. An account is a
 * loyalty club, a source a sending. May not live here: anything that another dialect needs.
 */
package io.clickmill.api.dialect.placewise;
