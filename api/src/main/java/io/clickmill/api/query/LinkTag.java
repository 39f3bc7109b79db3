package io.clickmill.api.query;

/**
 * A tag of links, as the records in topic {@code links} tell it.
 *
 * @param name the id where it has none
 * @param color empty where it has none
 */
public record LinkTag(String id, String name, String color) {}
