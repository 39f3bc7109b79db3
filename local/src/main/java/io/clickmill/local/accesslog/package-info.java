/**
 * Lines of web servers' access logs: the formats in the servers' own directives, the recognition of a file's format,
 * and the contents of a line. Everything about a line's text lives here. Files and Kafka records may not live here.
 */
package io.clickmill.local.accesslog;
