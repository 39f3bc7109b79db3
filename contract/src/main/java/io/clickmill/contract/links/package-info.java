/** A record of topic {@code links}: its fields, and the parser that turns its bytes into a link or into a rejection. */
@NullMarked
package io.clickmill.contract.links;

import org.jspecify.annotations.NullMarked;
