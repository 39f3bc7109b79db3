/**
 * What the job and the API share and nothing else: the words and shapes in the tables and topics. Lives here: granularities,
 * dimensions, scopes, the unique sketch, the key of a link's record, the accounts' currencies, the migrations. May not live here: anything of Flink or HTTP, any query.
 */
package io.clickmill.contract;
