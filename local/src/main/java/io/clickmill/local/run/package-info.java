/**
 * The data folder and what runs on it: its lock, the description of the running system, finding and asking that system.
 * May not live here: starting servers, which is {@code embedded}'s, and reading options, which is {@code cli}'s.
 */
package io.clickmill.local.run;
