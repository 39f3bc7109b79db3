/**
 * EmailConsul's link tracking statistics. May not live here: another vendor's format, or a way to count of its own; what
 * the engine cannot answer belongs into the engine.
 */
package io.clickmill.api.dialect.emailconsul;
