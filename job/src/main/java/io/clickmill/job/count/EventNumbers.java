package io.clickmill.job.count;

import java.util.Arrays;

/** The numbers of a key's events in {@link ListedEvents}, in the order in which they were added. */
final class EventNumbers {
    private int[] numbers = new int[2];
    private int size;

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    int size() {
        return size;
    }

    /** The numbers, of which only those before {@link #size} are used. */
    int[] numbers() {
        return numbers;
    }
}
