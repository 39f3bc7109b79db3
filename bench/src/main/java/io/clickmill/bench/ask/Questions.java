package io.clickmill.bench.ask;

import static io.clickmill.bench.ask.Question.Kind.OTHER;
import static io.clickmill.bench.ask.Question.Kind.ROLLUP;

import java.time.Instant;
import java.util.List;

/** The questions of the measurement. Those of 25 days begin and end within a minute, as real ones do. */
final class Questions {
    private static final String HOTTEST = "c-0";

    private Questions() {}

    static List<Question> of(AskShape shape) {
        Instant from = shape.at(2, "03:17:23.456");
        Instant to = shape.at(27, "19:42:07.891");
        Instant week = shape.at(AskShape.DAYS - 7, "00:00:00");
        Instant end = shape.endInstant();
        Instant day = shape.at(20, "00:00:00");
        return List.of(
                Question.of("total", ROLLUP, from, to, ""),
                Question.of("by_country", ROLLUP, from, to, "group_by=country"),
                Question.of("campaign_by_country", ROLLUP, from, to, "campaign=" + HOTTEST + "&group_by=country"),
                Question.of(
                        "campaign_by_device_of_a_day",
                        ROLLUP,
                        day,
                        shape.at(21, "00:00:00"),
                        "campaign=" + HOTTEST + "&group_by=device"),
                Question.of("days_in_berlin", ROLLUP, from, to, "interval=day&timezone=Europe/Berlin"),
                Question.of("hours_in_utc", ROLLUP, week, end, "interval=hour&limit=1000"),
                Question.of("uniques_by_country", ROLLUP, from, to, "group_by=country&metrics=clicks,uniques"),
                Question.of("total_of_all_time", ROLLUP, Instant.parse("2015-01-01T00:00:00Z"), end, ""),
                Question.of("hours_in_kolkata", OTHER, week, end, "interval=hour&timezone=Asia/Kolkata&limit=1000"),
                Question.of("top_links", OTHER, from, to, "group_by=link&limit=20"),
                Question.of(
                        "uniques_of_top_campaigns",
                        OTHER,
                        from,
                        to,
                        "group_by=campaign&metrics=clicks,uniques&limit=20"),
                Question.of("one_country_by_device", OTHER, from, to, "country=DE&group_by=device"),
                Question.of(
                        "campaign_and_country_by_device",
                        OTHER,
                        from,
                        to,
                        "campaign=" + HOTTEST + "&country=DE&group_by=device"),
                Question.of("campaign_by_ip", OTHER, from, to, "campaign=" + HOTTEST + "&group_by=ip"),
                Question.of("one_subscriber", OTHER, from, to, "subscriber_id=s-4711"),
                Question.of("by_country_and_device", OTHER, from, to, "group_by=country,device"),
                Question.of("campaign_by_params", OTHER, from, to, "campaign=" + HOTTEST + "&group_by=params"),
                Question.of(
                        "deep_page_of_subscribers",
                        OTHER,
                        from,
                        to,
                        "group_by=subscriber_id&limit=10&offset=" + shape.clicks() / 100),
                Question.of(
                        "days_with_three_filters",
                        OTHER,
                        from,
                        to,
                        "country=US&device=Mobile&os=Android&interval=day"));
    }
}
