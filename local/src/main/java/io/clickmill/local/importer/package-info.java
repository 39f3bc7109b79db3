/**
 * Web-server logs and event files into the topic of clicks. Lives here: reading lines, telling the kind of a file, the event id
 * of a line, which requests are clicks. May not live here: what makes an event valid; the contract's parser decides that, and
 * bad lines are sent to the job as they are.
 */
package io.clickmill.local.importer;
