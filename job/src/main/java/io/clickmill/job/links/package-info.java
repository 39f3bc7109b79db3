/**
 * Table {@code link}: what is known of links, from topic {@code links} and from their first events. The pipeline of
 * clicks does not depend on what the table holds.
 */
@NullMarked
package io.clickmill.job.links;

import org.jspecify.annotations.NullMarked;
