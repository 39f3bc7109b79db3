/** Where events and links go: Kafka topics. May not live here: what is in a record, or who may send it. */
package io.clickmill.api.publish;
