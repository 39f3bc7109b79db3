/**
 * Records of topic {@code links}: their fields, and the parser that turns the bytes into a link or into a rejection.
 */
@NullMarked
package io.clickmill.contract.links;

import org.jspecify.annotations.NullMarked;
