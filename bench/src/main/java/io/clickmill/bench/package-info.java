/** Measures how fast the system is on this machine. Nothing of it is part of the product. */
package io.clickmill.bench;
