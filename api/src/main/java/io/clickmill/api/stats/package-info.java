/** The native endpoint {@code GET /v1/stats}: its parameters and its answer. */
package io.clickmill.api.stats;
