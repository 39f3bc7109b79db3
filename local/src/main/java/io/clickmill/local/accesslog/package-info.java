/**
 * Lines of web servers' access logs: formats in the servers' own directives, how a file's format is recognized, what a line
 * says. Lives here: everything about a line's text. May not live here: files, records of Kafka, what is sent.
 */
package io.clickmill.local.accesslog;
