/**
 * What the modules share: the words and shapes in tables and topics, and the settings.
 *
 * <p>Granularities, dimensions, scopes, the unique sketch, the key of a link's record, the accounts' currencies and the
 * migrations live here. The parsers of events and links have packages of their own. Nothing of Flink or HTTP, and no
 * query, may live here.
 */
package io.clickmill.contract;
