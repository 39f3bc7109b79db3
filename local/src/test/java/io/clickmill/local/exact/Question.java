package io.clickmill.local.exact;

import io.clickmill.api.RandomQueries;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Granularity;
import io.clickmill.local.exact.ClickStream.Spot;
import io.clickmill.local.exact.ClickStream.WideSpot;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A question about a stream. It does not depend on the stream's clicks, so that it stays the same when some of them are
 * left out.
 *
 * @param seed the seed of the query
 */
record Question(Stage stage, long seed) {
    private static final long MINUTE = Granularity.MINUTE.lengthMillis();

    private static final List<Field> FIELDS = List.of(
            Field.CAMPAIGN,
            Field.LINK,
            Field.SOURCE,
            Field.COUNTRY,
            Field.COUNTRY,
            Field.REGION,
            Field.CITY,
            Field.CONTINENT,
            Field.DEVICE,
            Field.DEVICE,
            Field.BROWSER,
            Field.BROWSER_VERSION,
            Field.OS,
            Field.REFERER,
            Field.TRIGGER,
            Field.URL,
            Field.CUSTOM_LINK_TITLE,
            Field.UTM_SOURCE,
            Field.UTM_TERM,
            Field.PLACEMENT,
            Field.IP,
            Field.SUBSCRIBER_ID,
            Field.PROFILE_ID,
            Field.REFERER_URL,
            Field.EVENT,
            Field.PARAMS,
            Field.TAG);

    /** The query. It is the same for the same seeds of stream and question. */
    StatsQuery of(ClickStream stream) {
        Random random = new Random(seed);
        Optional<WideSpot> wide = stream.wideSpot();
        if (wide.isPresent() && random.nextInt(6) > 0) {
            return wide(stream, wide.get(), random);
        }
        if (random.nextInt(4) > 0) {
            return rolledUp(stream, random);
        }
        return new RandomQueries(FIELDS, r -> instant(stream, r), Question::value).next(random);
    }

    /** A query that rollups can answer, over a spot and some time around it. */
    private static StatsQuery rolledUp(ClickStream stream, Random random) {
        Spot spot = stream.spots().get(random.nextInt(stream.spots().size()));
        long unit = Math.min(spot.granularity().lengthMillis(), Granularity.HOUR.lengthMillis());
        long from = stream.start() + spot.from() - random.nextInt(4) * unit - ragged(random);
        long to = stream.start() + spot.to() + random.nextInt(4) * unit + ragged(random);
        StatsQuery.Builder query = StatsQuery.of("acme", utc(from, to))
                .metrics(RandomQueries.metrics(random))
                .limit(StatsQuery.MAX_LIMIT);
        if (random.nextInt(5) == 0) {
            Field scope = List.of(Field.CAMPAIGN, Field.LINK, Field.SOURCE).get(random.nextInt(3));
            query.filter(Filter.include(scope, value(random, scope)));
        }
        if (random.nextBoolean()) {
            List<Field> dimensions =
                    FIELDS.stream().filter(f -> f.dimension().isPresent()).toList();
            query.groupBy(dimensions.get(random.nextInt(dimensions.size())));
        }
        return query.build();
    }

    /**
     * A query for all or some values of the field that overflows, over a range that includes the overflowing bucket.
     */
    private static StatsQuery wide(ClickStream stream, WideSpot wide, Random random) {
        Granularity around = random.nextBoolean() ? wide.spot().granularity() : Granularity.DAY;
        long from = stream.start() + around.floor(wide.spot().from());
        long to = stream.start() + around.ceil(wide.spot().to());
        StatsQuery.Builder query = StatsQuery.of(
                        "acme", utc(from - random.nextInt(3) * 7 * MINUTE, to + random.nextInt(3) * 7 * MINUTE))
                .metrics(RandomQueries.metrics(random));
        if (random.nextInt(3) == 0) {
            query.groupBy(wide.field()).limit(random.nextBoolean() ? StatsQuery.MAX_LIMIT : 100);
        } else {
            query.filter(new Filter(wide.field(), random.nextBoolean(), List.of(value(random, wide.field()))));
        }
        return query.build();
    }

    /** A time of zero, of some minutes, or of any length below an hour. */
    private static long ragged(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(60 * (int) MINUTE);
            case 1 -> random.nextInt(60) * MINUTE;
            default -> 0;
        };
    }

    private static TimeRange utc(long from, long to) {
        return new TimeRange(from, to, ZoneId.of("UTC"));
    }

    /** The start or end of a spot, or a random time. In some cases it is moved a little, and in some it is aligned. */
    private static long instant(ClickStream stream, Random random) {
        List<Spot> spots = stream.spots();
        Spot spot = spots.get(random.nextInt(spots.size()));
        long at =
                switch (random.nextInt(4)) {
                    case 0 -> spot.from();
                    case 1 -> spot.to();
                    case 2 ->
                        spot.from()
                                + (long) (random.nextDouble()
                                        * spot.granularity().lengthMillis());
                    default -> (long) ((random.nextDouble() * 1.2 - 0.1) * ClickStream.DAYS * 24 * 60 * MINUTE);
                };
        long moved = stream.start() + at + (random.nextInt(3) == 0 ? (random.nextInt(41) - 20) * MINUTE : 0);
        return switch (random.nextInt(6)) {
            case 0 -> Granularity.DAY.floor(moved);
            case 1 -> Granularity.HOUR.floor(moved);
            case 2, 3 -> Granularity.MINUTE.floor(moved);
            case 4 -> moved - 1 + random.nextInt(3);
            default -> moved;
        };
    }

    private static String value(Random random, Field field) {
        List<String> values =
                switch (field) {
                    case CAMPAIGN -> List.of("c0", "c0", "c0", "c1", "c2", "");
                    case LINK -> List.of("l0", "l0", "l0", "l1", "l5", "");
                    case SOURCE -> List.of("s0", "s0", "c0", "c0", "s1", "");
                    case COUNTRY -> List.of("GB", "US", "DE", "");
                    case REGION -> List.of("GB-ENG", "");
                    case CITY -> List.of("London", "New York", "");
                    case CONTINENT -> List.of("EU", "NA");
                    case DEVICE -> List.of("Desktop", "Mobile", "Other");
                    case BROWSER -> List.of("Firefox", "Safari", "Curl");
                    case BROWSER_VERSION -> List.of("Firefox 121", "Safari 17");
                    case OS -> List.of("Windows", "iOS", "");
                    case REFERER -> List.of("news.example.com", "mail.example.org", "");
                    case TRIGGER -> List.of("link", "qr");
                    case URL -> List.of("https://x.test/a", "https://x.test/c?q={{name}}", "");
                    case CUSTOM_LINK_TITLE -> List.of("", "ü".repeat(250) + "0", "ü".repeat(257) + "1");
                    case UTM_SOURCE -> List.of("news", "");
                    case UTM_TERM -> List.of("t0", "t1", "");
                    case PLACEMENT -> List.of("step0\u001f0\u001fhttps://x.test/a", "\u001f\u001fhttps://x.test/a");
                    case IP -> List.of("10.0.0.0", "10.0.0.1", "");
                    case SUBSCRIBER_ID -> List.of("u0", "u1", "");
                    case PROFILE_ID -> List.of("p0", "");
                    case REFERER_URL -> List.of("-", "https://mail.example.org/inbox");
                    case EVENT -> List.of("click", "lead", "sale");
                    case PARAMS -> List.of("p=1", "p=v0", "utm_source=news");
                    case TAG -> List.of("t0", "t1");
                    default -> throw new IllegalArgumentException(field + " (expected: one that is asked about)");
                };
        return values.get(random.nextInt(values.size()));
    }

    @Override
    public String toString() {
        return "new Question(Stage." + stage + ", " + seed + "L)";
    }
}
