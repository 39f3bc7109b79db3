/**
 * What can be asked and what is answered, free of HTTP, SQL and any vendor: {@link io.clickmill.api.query.StatsQuery},
 * {@link io.clickmill.api.query.StatsResult}, {@link io.clickmill.api.query.StatsReader}. May not live here: anything
 * that knows where the numbers come from, or a parameter that only one vendor has.
 */
package io.clickmill.api.query;
