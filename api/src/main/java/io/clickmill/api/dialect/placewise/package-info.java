/**
 * Placewise's Reporting API: two lists of the clicks of sendings, and a series of the visits of links. An account is a
 * loyalty club, and a source is a sending. Code that another dialect needs does not belong here.
 */
package io.clickmill.api.dialect.placewise;
