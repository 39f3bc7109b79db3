/**
 * What is known of links beside their clicks: from topic {@code links} into table {@code link}. Beside the clicks'
 * pipeline, and without a say in it.
 */
@NullMarked
package io.clickmill.job.links;

import org.jspecify.annotations.NullMarked;
