/** Placeholder of the module until its first class. */
package io.clickmill.job;
