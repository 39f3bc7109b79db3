package io.clickmill.job.count;

/** Some events of a key, which are counted when they are added to a tally. They may be counted several times. */
public interface Part {
    /** How many they are. */
    long events();

    /** Adds them to a tally of their scope. */
    void addTo(Tally tally);
}
