package io.clickmill.local.exact;

import java.util.List;
import java.util.Optional;

/** Streams that once failed, in their shrunk form. Every run includes them. */
final class KeptStreams {
    /** Copies of an event were swapped over a restart, and the balance counted both as duplicates. */
    private static final ClickStream COPIES_OVER_A_RESTART = new ClickStream(
            -363381373767442755L,
            List.of(
                    new Clicks(3934284361466152713L, 33, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(-1117934733201900899L, 42, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(-3437894748239589058L, 39, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(2443840747176332505L, 42, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(-5591447466489468641L, 59, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(-47401717377464934L, 51, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(6448822403241072965L, 54, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(5502563741269230181L, 39, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(3004130315793170266L, 63, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(3539423005575120860L, 36, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(-6267811679807642679L, 53, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(3779843990360802842L, 67, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(4425164133094210069L, 75, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(4313916924849631202L, 63, 0L, 259200000L, false, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(-2072278279376813752L, 94, 66900000L, 60000L, true, Optional.empty(), Delay.PROMPT, 7),
                    new Clicks(
                            6676936708374193343L, 5, 66900000L, 60000L, true, Optional.empty(), Delay.LATE_BY_DAYS, 5),
                    new Clicks(7035552750322258734L, 96, 182220000L, 60000L, true, Optional.empty(), Delay.MIXED, 12),
                    new Clicks(276240978948562554L, 140, 68400000L, 3600000L, true, Optional.empty(), Delay.MIXED, 9)),
            List.of(
                    new Question(Stage.AFTER_THE_FOLD, 2633974587917958162L),
                    new Question(Stage.AFTER_THE_FOLD, -4180333526961590143L)));

    static final List<ClickStream> ALL = List.of(COPIES_OVER_A_RESTART);

    private KeptStreams() {}
}
