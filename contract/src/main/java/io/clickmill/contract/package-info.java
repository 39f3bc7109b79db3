/**
 * What the modules share: the words and shapes in tables and topics. Granularities, dimensions, scopes, measures and
 * their counts, the unique sketch, the key of a link's record and the migrations are here. The event with its parser,
 * links, settings and words have packages of their own. What every module needs of SQL and packaged files is here
 * too. Flink, HTTP and queries do not belong here.
 */
package io.clickmill.contract;
