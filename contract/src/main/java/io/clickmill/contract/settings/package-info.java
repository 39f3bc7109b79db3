/** How the three programs read their environment: job, API and migration. */
@NullMarked
package io.clickmill.contract.settings;

import org.jspecify.annotations.NullMarked;
