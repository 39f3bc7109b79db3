/**
 * The whole of Clickmill on one machine, and the command line: the embedded servers, the import of logs, and the demo
 * stream. Anything that a cluster needs as well may not live here; that belongs to the job or the API.
 */
package io.clickmill.local;
