/** The words that stand for enum constants, in events, tables and requests. */
@NullMarked
package io.clickmill.contract.words;

import org.jspecify.annotations.NullMarked;
