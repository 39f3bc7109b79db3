/**
 * The whole of Clickmill on one machine, and the command line. Lives here: the embedded servers, the import of logs, the
 * demo stream. May not live here: anything that a cluster needs as well; that belongs to the job or the API.
 */
package io.clickmill.local;
