/**
 * What the modules share and nothing else: the words and shapes in the tables and topics. Lives here: granularities,
 * dimensions, scopes, the unique sketch, the key of a link's record, the accounts' currencies, the migrations, and in
 * packages of their own the parsers of events and links. May not live here: anything of Flink or HTTP, any query.
 */
package io.clickmill.contract;
