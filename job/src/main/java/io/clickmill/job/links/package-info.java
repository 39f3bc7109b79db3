/**
 * Table {@code link}: the links and their attributes, from topic {@code links} and from the links' first events. The
 * counting of clicks does not depend on what the table holds.
 */
@NullMarked
package io.clickmill.job.links;

import org.jspecify.annotations.NullMarked;
