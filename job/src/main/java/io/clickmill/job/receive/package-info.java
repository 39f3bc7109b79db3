/**
 * The first stage: every record is counted, rejected ones are routed aside, and each click is told whether it is on time.
 */
package io.clickmill.job.receive;
