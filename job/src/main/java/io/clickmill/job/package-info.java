/** The Flink job: {@link io.clickmill.job.ClickTopology} is where to start reading. */
package io.clickmill.job;
