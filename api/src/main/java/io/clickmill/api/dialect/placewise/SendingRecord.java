package io.clickmill.api.dialect.placewise;

import io.clickmill.api.dialect.placewise.RecordsRequest.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sending, or a link of one, and its visits.
 *
 * @param link the link; empty for a whole sending
 * @param visits the visits of humans
 * @param uniqueVisits different visitors among them
 */
record SendingRecord(Club club, String sourceId, Optional<Link> link, long visits, long uniqueVisits)
        implements Condition.Values {
    /**
     * The destination of a link. It is split when one of its parts is first needed: most links are neither filtered by
     * their parts nor on the page.
     */
    static final class Link {
        private final String url;
        private @Nullable Url parts;

        Link(String url) {
            this.url = url;
        }

        String url() {
            return url;
        }

        Url parts() {
            if (parts == null) {
                parts = Url.of(url);
            }
            return parts;
        }
    }

    @Override
    public @Nullable Object value(ReportField field) {
        return switch (field) {
            case LOYALTY_CLUB_ID -> club.id();
            case SOURCE_ID -> sourceId;
            case HOST, PATH, UTM_CAMPAIGN, UTM_CONTENT, UTM_MEDIUM, UTM_SOURCE, UTM_TERM ->
                link.orElseThrow().parts().value(field);
            case SOURCE_TYPE -> throw new IllegalArgumentException(field + " is not a field of a record");
            case VISITS_COUNT -> visits;
            case UNIQUE_VISITS_COUNT -> uniqueVisits;
        };
    }

    /** The place after this record. */
    Position position() {
        return new Position(club.id(), sourceId, link.map(Link::url));
    }
}
