/** The Flink job. Start reading at {@link io.clickmill.job.ClickTopology}. */
package io.clickmill.job;
