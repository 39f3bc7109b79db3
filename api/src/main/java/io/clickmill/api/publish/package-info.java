/** Sends records to Kafka topics. What a record contains and who may send it do not belong here. */
package io.clickmill.api.publish;
