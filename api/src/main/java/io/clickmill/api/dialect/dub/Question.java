package io.clickmill.api.dialect.dub;

import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.MetadataCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a request that both statistics endpoints have in common: the events and the time that it is about.
 *
 * @param filters all filters except the one on {@code link}
 * @param link the one link that the request is about, if it names one by anything but its id
 * @param isEmpty whether no event can match, because a filter needs an attribute that Clickmill's events do not have
 */
record Question(
        Range range, List<Filter> filters, List<MetadataCondition> metadata, Optional<LinkName> link, boolean isEmpty) {
    private static final String EXTERNAL_ID_PREFIX = "ext_";
    private static final List<String> BOOLEANS = List.of("true", "false");
    private static final int MAX_QUERY_CHARS = 10_000;

    private static final Map<String, Field> FIELDS = fields();

    /** Filters on attributes that Clickmill's events do not have. */
    private static final List<String> UNKNOWN = List.of("programId", "partnerTagId");

    private static Map<String, Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        fields.put("linkId", Field.LINK);
        fields.put("tenantId", Field.TENANT_ID);
        fields.put("tagId", Field.TAG);
        fields.put("folderId", Field.FOLDER_ID);
        fields.put("groupId", Field.GROUP_ID);
        fields.put("partnerId", Field.PARTNER_ID);
        fields.put("country", Field.COUNTRY);
        fields.put("city", Field.CITY);
        fields.put("region", Field.REGION);
        fields.put("continent", Field.CONTINENT);
        fields.put("device", Field.DEVICE);
        fields.put("browser", Field.BROWSER);
        fields.put("os", Field.OS);
        fields.put("trigger", Field.TRIGGER);
        fields.put("referer", Field.REFERER_DOMAIN);
        fields.put("refererUrl", Field.REFERER_BASE_URL);
        fields.put("url", Field.BASE_URL);
        fields.put("utm_source", Field.UTM_SOURCE);
        fields.put("utm_medium", Field.UTM_MEDIUM);
        fields.put("utm_campaign", Field.UTM_CAMPAIGN);
        fields.put("utm_term", Field.UTM_TERM);
        fields.put("utm_content", Field.UTM_CONTENT);
        return fields;
    }

    /** A link's name other than its id: the domain and key of its short link, or the id that its owner gave it. */
    private sealed interface LinkName {
        /** The link of that name, if it exists. */
        Optional<Link> find(String accountId, LinkReader links);
    }

    private record ShortLink(String domain, String key) implements LinkName {
        @Override
        public Optional<Link> find(String accountId, LinkReader links) {
            return links.byShortLink(accountId, domain, key);
        }
    }

    private record ExternalId(String prefixed) implements LinkName {
        @Override
        public Optional<Link> find(String accountId, LinkReader links) {
            if (!prefixed.startsWith(EXTERNAL_ID_PREFIX)) {
                throw Errors.badRequest(
                        "Invalid externalId. Did you forget to prefix it with `" + EXTERNAL_ID_PREFIX + "`?");
            }
            String id = prefixed.substring(EXTERNAL_ID_PREFIX.length());
            return id.isEmpty() ? Optional.empty() : links.byExternalId(accountId, id);
        }
    }

    /**
     * Reads the parameters.
     *
     * @param hasConversions whether leads or sales are asked for; conditions on metadata are ignored for clicks, which
     *     have none
     * @param hasSales whether sales are asked for
     * @throws ErrorAnswer naming the first invalid one
     */
    static Question parse(Parameters parameters, Instant now, boolean hasConversions, boolean hasSales) {
        Range range = Range.parse(parameters, now);
        List<Filter> filters = new ArrayList<>();
        Optional<LinkName> link = link(parameters);
        // With a key, the domain is a part of the link's name.
        if (link.isEmpty() && parameters.text("key").isEmpty()) {
            parameters
                    .filter("domain")
                    .ifPresent(given -> filters.add(new Filter(Field.DOMAIN, given.exclude(), given.values())));
        }
        FIELDS.forEach((name, field) -> parameters
                .filter(name)
                .ifPresent(given -> filters.add(
                        new Filter(field, given.exclude(), Vocabulary.stored(name, given.values()), match(field)))));
        boolean isQr = parameters.word("qr", BOOLEANS).equals(Optional.of("true"));
        if (isQr && parameters.filter("trigger").isEmpty()) {
            filters.add(Filter.include(Field.TRIGGER, "qr"));
        }
        parameters
                .word("root", BOOLEANS)
                .ifPresent(root -> filters.add(new Filter(Field.KEY, root.equals("false"), List.of("_root"))));
        parameters.text("customerId").ifPresent(customer -> filters.add(Filter.include(Field.CUSTOMER_ID, customer)));
        Optional<String> saleType = parameters.word("saleType", List.of("new", "recurring"));
        if (hasSales) {
            // Clicks and leads have an empty sale type, and are kept.
            saleType.ifPresent(type -> filters.add(Filter.include(Field.SALE_TYPE, type, "")));
        }
        boolean isEmpty = UNKNOWN.stream()
                .flatMap(name -> parameters.filter(name).stream())
                .anyMatch(given -> !given.exclude());
        List<MetadataCondition> metadata = metadata(parameters);
        return new Question(range, filters, hasConversions ? metadata : List.of(), link, isEmpty);
    }

    private static List<MetadataCondition> metadata(Parameters parameters) {
        String query = parameters.text("query").orElse("");
        if (query.length() > MAX_QUERY_CHARS) {
            throw Errors.invalid(
                    "too_big", "query", "Too big: expected string to have <=" + MAX_QUERY_CHARS + " characters");
        }
        return MetadataQuery.parse(query);
    }

    /**
     * The name of the one link. Empty if {@code linkId} is given: as at the vendor, other names are then not looked up.
     */
    private static Optional<LinkName> link(Parameters parameters) {
        if (parameters.filter("linkId").isPresent()) {
            return Optional.empty();
        }
        Optional<String> externalId = parameters.text("externalId");
        if (externalId.isPresent()) {
            return Optional.of(new ExternalId(externalId.get()));
        }
        // A key without a domain names no link, and is ignored.
        return parameters.filter("domain").flatMap(domain -> parameters
                .text("key")
                .map(key -> new ShortLink(domain.values().get(0), key)));
    }

    /** The same question with one more filter. */
    Question with(Filter filter) {
        return new Question(
                range, Stream.concat(filters.stream(), Stream.of(filter)).toList(), metadata, link, isEmpty);
    }

    /**
     * All filters, including the one on the link.
     *
     * @throws ErrorAnswer if the link that the request names does not exist
     */
    List<Filter> filters(String accountId, LinkReader links) {
        if (link.isEmpty()) {
            return filters;
        }
        Link found = link.get().find(accountId, links).orElseThrow(() -> Errors.notFound("Link not found."));
        return Stream.concat(Stream.of(Filter.include(Field.LINK, found.linkId())), filters.stream())
                .toList();
    }

    private static Match match(Field field) {
        return switch (field) {
            case DEVICE, BROWSER, OS -> Match.IGNORE_CASE;
            case REGION -> Match.SUBDIVISION;
            default -> Match.EXACT;
        };
    }

    /** A URL without its query, as the vendor compares and shows it. */
    static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
