/**
 * The commands of the command line: their options, results, errors and exit codes (0 done, 1 failed, 2 wrong usage).
 * The work itself may not live here; each command calls the package that does it.
 */
package io.clickmill.local.cli;
