/**
 * EmailConsul's link tracking statistics. Another vendor's format and code that counts events do not belong here. If
 * the engine cannot answer a question, the engine has to be extended.
 */
package io.clickmill.api.dialect.emailconsul;
