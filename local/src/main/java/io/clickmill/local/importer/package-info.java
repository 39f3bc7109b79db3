/**
 * The import of web server logs, events and links: reading lines, recognizing the kind of a file, the event id of a
 * line, and which requests are clicks. The rules for valid events may not live here. The contract's parser decides
 * that, and bad lines are sent to the job as they are.
 */
package io.clickmill.local.importer;
