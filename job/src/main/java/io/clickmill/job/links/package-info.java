/**
 * What is known of links beside their clicks: records of topic {@code links}, from their bytes into table {@code link}.
 * Beside the clicks' pipeline, and without a say in it.
 */
@NullMarked
package io.clickmill.job.links;

import org.jspecify.annotations.NullMarked;
