/** How much people cost who look at the dashboard. */
package io.clickmill.bench.viewers;
