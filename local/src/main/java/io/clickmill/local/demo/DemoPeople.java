package io.clickmill.local.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The people who click in the demo. Each has a place, a device and an address, and is awake by day and asleep by night.
 */
final class DemoPeople {
    /** The number of subscribers. All values of a subscriber are derived from its number. */
    static final int SUBSCRIBERS = 20_000;

    private static final List<String> GIVEN_NAMES = List.of(
            "ada", "ben", "carla", "david", "elif", "finn", "greta", "hana", "ivan", "julia", "kofi", "lena", "marco",
            "nadia", "oscar", "priya", "quinn", "rosa", "sami", "tara", "uma", "viktor", "wendy", "yara", "zoe");
    private static final double HOURS_OF_A_DAY = 24;
    /** The fewest people are awake at half past three at night. */
    private static final double QUIETEST_HOUR = 3.5;

    private final WeightedTable<Place> places = WeightedTable.read(
            "countries.tsv", columns -> new Place(columns[1], columns[2], ZoneId.of(columns[3]), columns[4]));
    private final WeightedTable<String> userAgents = WeightedTable.read("user-agents.tsv", columns -> columns[1]);
    private final WeightedTable<String> bots = WeightedTable.read("bots.tsv", columns -> columns[1]);

    record Place(String country, String addressPrefix, ZoneId zone, String mailDomain) {
        /** The share of people who are awake, from 0.1 at night to 1 by day. */
        double activityAt(Instant time) {
            ZonedDateTime local = time.atZone(zone);
            double hour = local.getHour() + local.getMinute() / 60.0;
            return 0.1 + 0.9 * (0.5 - 0.5 * Math.cos(2 * Math.PI * (hour - QUIETEST_HOUR) / HOURS_OF_A_DAY));
        }
    }

    /** @param id the subscriber's id; a passer-by has neither id nor e-mail address */
    record Person(String id, String email, Place place, String ip, String userAgent) {}

    /** A random subscriber. Some subscribers click far more often than others. */
    Person subscriber(SplittableRandom random) {
        double skewed = Math.pow(random.nextDouble(), 2);
        int number = (int) (skewed * SUBSCRIBERS);
        SplittableRandom own = new SplittableRandom(number * 1_000_003L + 11);
        Person person = stranger(own);
        String name = GIVEN_NAMES.get(own.nextInt(GIVEN_NAMES.size()));
        String email = name + "." + number + "@" + person.place().mailDomain();
        return new Person("sub-" + number, email, person.place(), person.ip(), person.userAgent());
    }

    /** A person who is not a subscriber. */
    Person stranger(SplittableRandom random) {
        Place place = places.draw(random);
        return new Person("", "", place, address(place, random), userAgents.draw(random));
    }

    Person bot(SplittableRandom random) {
        Place place = places.draw(random);
        return new Person("", "", place, address(place, random), bots.draw(random));
    }

    private static String address(Place place, SplittableRandom random) {
        return String.format(
                Locale.ROOT, "%s.%d.%d", place.addressPrefix(), random.nextInt(256), random.nextInt(1, 255));
    }
}
