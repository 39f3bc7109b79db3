/**
 * What the job and the API share and nothing else: the words and shapes in the tables. Lives here: granularities,
 * dimensions, scopes, the unique sketch, the migrations. May not live here: anything of Flink or HTTP, any query.
 */
package io.clickmill.contract;
