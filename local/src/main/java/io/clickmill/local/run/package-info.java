/**
 * The data folder and the system that runs on it: its lock, its description, and how to find and query it. Starting
 * servers belongs to {@code embedded}, and reading options to {@code cli}; neither may live here.
 */
package io.clickmill.local.run;
