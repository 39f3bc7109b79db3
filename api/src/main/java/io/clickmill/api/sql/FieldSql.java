package io.clickmill.api.sql;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.Placement;
import io.clickmill.contract.Dimension;
import java.util.List;
import java.util.Optional;

/**
 * SQL that gives the value of a {@link Field}: of a row of the log, with alias {@code click_event} and joined laterally
 * with {@link #source}, or of a dimension's value in a rollup. A field of the log alone is the column of its name,
 * unless {@link #value} says otherwise.
 */
public final class FieldSql {
    /** {@code OFFSET 0} keeps PostgreSQL from going through all conversions of the account for each sale. */
    private static final String SALE_TYPE = """
            CASE WHEN event <> 'sale' THEN ''
                 WHEN EXISTS (SELECT
                                FROM (SELECT event, link_id, occurred_at, event_id
                                        FROM click_event AS other
                                       WHERE other.account_id = click_event.account_id
                                         AND other.customer IS NOT NULL
                                         AND other.customer ->> 'id' = click_event.customer ->> 'id'
                                         AND other.occurred_at <= click_event.occurred_at
                                      OFFSET 0) AS earlier
                               WHERE earlier.event = 'sale'
                                 AND earlier.link_id = click_event.link_id
                                 AND (earlier.occurred_at, earlier.event_id)
                                     < (click_event.occurred_at, click_event.event_id)) THEN 'recurring'
                 ELSE 'new'
            END""";

    /** Location and url as {@link Placement#orderedOfAllSteps} has them; null if the whole value is the step. */
    private static final String ORDERED_TARGET =
            "CASE part[2] WHEN '' THEN '~' ELSE chr(48 + length(part[2])) END || part[2] || part[3]";

    private FieldSql() {}

    /** The value that a filter's values are compared with. */
    public static String value(Field field) {
        if (field.dimension().isPresent()) {
            String value = field.dimension().get().expression();
            return field.isDerived() ? ofDimension(field, cut(value)) : value;
        }
        return switch (field) {
            case REFERER_URL -> "referer";
            case STEP -> "step_id";
            case URL_LOCATION -> "coalesce(url_location::text, '')";
            case PARAMS -> "param.name || '=' || param.value";
            case TAG -> "tag.id";
            case BOT_REASON -> "reason.word";
            case BASE_URL -> "split_part(url, '?', 1)";
            case REFERER_BASE_URL -> "split_part(referer, '?', 1)";
            case CUSTOMER_ID -> "CASE WHEN event = 'click' THEN '' ELSE coalesce(customer ->> 'id', '') END";
            case SALE_TYPE -> SALE_TYPE;
            default -> field.word();
        };
    }

    /** The value as groups have it: each of its columns cut. */
    static String cutValue(Field field) {
        return field == Field.PARAMS ? cut("param.name") + " || '=' || " + cut("param.value") : cut(value(field));
    }

    /** The values of a field that may have several, a row each, to be joined laterally; empty for other fields. */
    static Optional<String> source(Field field) {
        return switch (field) {
            case PARAMS -> Optional.of("jsonb_each_text(params) AS param (name, value)");
            case TAG -> Optional.of("(SELECT DISTINCT unnest(tag_ids)) AS tag (id)");
            case BOT_REASON -> Optional.of("(SELECT DISTINCT unnest(bot_reasons)) AS reason (word)");
            default -> Optional.empty();
        };
    }

    /**
     * The columns of a group, in the order of {@link Field#columns}. They have as many characters as a cut value may
     * have bytes, and the reader has to cut them with {@link Dimension#cut}.
     */
    static List<String> groupColumns(Field field) {
        return wholeGroupColumns(field).stream()
                .map(text -> "left(" + text + ", " + Dimension.MAX_VALUE_BYTES + ")")
                .toList();
    }

    /** The columns of a group, in the order of {@link Field#columns}, cut here. */
    static List<String> cutGroupColumns(Field field) {
        // The type of a sale is one of three short words, and slow to find: a cut would find it twice.
        boolean isShort = field == Field.SALE_TYPE || field.isDerived();
        return isShort
                ? List.of(value(field))
                : wholeGroupColumns(field).stream().map(FieldSql::cut).toList();
    }

    private static List<String> wholeGroupColumns(Field field) {
        return field == Field.PARAMS ? List.of("param.name", "coalesce(param.value, '')") : List.of(value(field));
    }

    /** What {@link Field#ofDimension} makes of a value of the dimension as rollups have it. */
    static String ofDimension(Field field, String value) {
        return switch (field) {
            case REFERER_DOMAIN -> "regexp_replace(" + value + ", '^www\\.(?=.)', '')";
            case PLACEMENT_STEP -> ofPlacement("coalesce(part[1], whole)", value);
            case ORDERED_PLACEMENT ->
                ofPlacement("coalesce(part[1] || E'\\x1f' || " + ORDERED_TARGET + ", whole)", value);
            case ORDERED_PLACEMENT_OF_ALL_STEPS -> ofPlacement("coalesce(" + ORDERED_TARGET + ", '~')", value);
            default -> value;
        };
    }

    /** The forms of a value that {@link Match#forms} gives. */
    static List<String> forms(Match match, String value) {
        return switch (match) {
            case EXACT -> List.of(value);
            case IGNORE_CASE -> List.of("lower((" + value + ") COLLATE \"C\")");
            case SUBDIVISION -> List.of(value, "coalesce(substring(" + value + " FROM '-(.+)$'), " + value + ")");
        };
    }

    /**
     * The text as {@link Dimension#cut} cuts it: at the limit, or before the character that goes over it. A long text
     * may be compressed and is costly to look at, so only its beginning is read, and once.
     */
    static String cut(String text) {
        int most = Dimension.MAX_VALUE_BYTES;
        return """
                CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s
                     ELSE (SELECT convert_from(substring(bytes FOR
                                    CASE WHEN get_byte(bytes, %2$d) & 192 <> 128 THEN %2$d
                                         WHEN get_byte(bytes, %3$d) & 192 <> 128 THEN %3$d
                                         WHEN get_byte(bytes, %4$d) & 192 <> 128 THEN %4$d
                                         ELSE %5$d
                                    END), 'UTF8')
                             FROM (SELECT convert_to(left(%1$s, %2$d + 1), 'UTF8') AS bytes OFFSET 0) AS beginning)
                END""".formatted(text, most, most - 1, most - 2, most - 3);
    }

    /**
     * A form of a placement's three parts; {@code part} is null if the whole value is the step. Finding the shortest
     * step takes PostgreSQL ten times as long as splitting the text, so that is done only where a step has a separator
     * in it.
     */
    private static String ofPlacement(String form, String value) {
        return """
                (SELECT %s
                   FROM (SELECT whole,
                                CASE WHEN whole ~ E'^[^\\x1f]*\\x1f[0-9]{0,10}\\x1f'
                                     THEN ARRAY[split_part(whole, E'\\x1f', 1),
                                                split_part(whole, E'\\x1f', 2),
                                                substr(whole, 3 + length(split_part(whole, E'\\x1f', 1))
                                                                + length(split_part(whole, E'\\x1f', 2)))]
                                     ELSE regexp_match(whole, E'^(.*?)\\x1f([0-9]{0,10})\\x1f(.*)$')
                                END AS part
                           FROM (SELECT %s AS whole OFFSET 0) AS placement
                         OFFSET 0) AS parts)""".formatted(form, value);
    }
}
