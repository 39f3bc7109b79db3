/** Seals: whole days of accounts in columns, as Parquet files in table {@code seal}. */
package io.clickmill.job.seal;
