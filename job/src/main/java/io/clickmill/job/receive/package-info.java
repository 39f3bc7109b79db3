/**
 * The first stage of the job: it counts every record, routes rejected ones aside, and decides for each click whether it
 * is on time.
 */
package io.clickmill.job.receive;
