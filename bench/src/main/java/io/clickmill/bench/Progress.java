package io.clickmill.bench;

/** Is told how far a measurement is. Throws {@link Stopped} if the user wants it to end. */
public interface Progress {
    /** @param what what is done at the moment, such as {@code draining with clickmill} */
    void at(String what, long done, long total);
}
