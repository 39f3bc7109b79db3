/**
 * The commands: options in, one line a result or an error out, and the exit code (0 done, 1 failed, 2 wrong usage). May not
 * live here: what the commands do; each hands over to the package that does it.
 */
package io.clickmill.local.cli;
