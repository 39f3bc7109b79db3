/**
 * Web-server logs and event files into the topic of clicks. Lives here: reading lines, telling their format, the event id
 * of a line. May not live here: what makes an event valid; the job decides that, and bad lines are sent to it as they are.
 */
package io.clickmill.local.importer;
