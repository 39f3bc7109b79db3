package io.clickmill.api.query;

/**
 * A tag of links, as in the records of topic {@code links}.
 *
 * @param name the tag's name, or its id if the record has no name
 * @param color empty if the record has no color
 */
public record LinkTag(String id, String name, String color) {}
