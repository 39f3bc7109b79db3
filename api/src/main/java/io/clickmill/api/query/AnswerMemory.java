package io.clickmill.api.query;

import io.clickmill.api.query.BusyException.Owner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all answers share while they are made and written. What is read for an answer is counted as it comes;
 * an answer that gets too large ends with an error, and does not end the process.
 *
 * <p>The counts are estimates from above. Example: a heap of 2 GB has 512 MB for all answers and 256 MB for one.
 */
public final class AnswerMemory {
    /**
     * The first bytes of each answer, which do not count among the shared bytes: small answers are made however large
     * others are. The server has 64 threads, so these are 16 MB together.
     */
    static final long FREE_BYTES = 256 * 1024;

    /** Three quarters of the heap are left for what is not counted: requests, rows in the driver, everything else. */
    private static final int SHARED_PART = 4;

    private static final int ANSWER_PART = 8;

    /** A string without its characters: header, length, hash and the array's header. */
    private static final int STRING_BYTES = 48;

    /** A character is in the tree, in a text that has grown, and in the bytes that are sent. */
    private static final int WRITTEN_COPIES = 4;

    private final long sharedBytes;
    private final long answerBytes;
    private final AtomicLong shared = new AtomicLong();
    private final ThreadLocal<@Nullable Answer> current = new ThreadLocal<>();

    /**
     * Takes the limits.
     *
     * @param sharedBytes of all answers together
     * @param answerBytes of one answer
     */
    public AnswerMemory(long sharedBytes, long answerBytes) {
        this.sharedBytes = sharedBytes;
        this.answerBytes = answerBytes;
    }

    /** A quarter of the heap for all answers, an eighth for one. */
    public static AnswerMemory ofHeap(long heapBytes) {
        return new AnswerMemory(heapBytes / SHARED_PART, heapBytes / ANSWER_PART);
    }

    /** What all answers take together now, in bytes, without the first {@link #FREE_BYTES} of each. */
    public long sharedBytesTaken() {
        return shared.get();
    }

    /**
     * The answer that this thread is making; a new one if it makes none yet. It ends when all who opened it have closed
     * it.
     */
    public Answer open() {
        Answer answer = current.get();
        if (answer == null) {
            answer = new Answer();
            current.set(answer);
        }
        answer.openers++;
        return answer;
    }

    /** What a text takes, in bytes: one or two a character. */
    public static long heldBytes(@Nullable String text) {
        return text == null ? 0 : STRING_BYTES + charBytes(text);
    }

    /** What a text takes on its way into an answer, in bytes, beside {@link #heldBytes}. */
    public static long writtenBytes(@Nullable String text) {
        return text == null ? 0 : WRITTEN_COPIES * charBytes(text);
    }

    /** The size of the characters of a Java string: one byte each if all are Latin, or else two. */
    private static long charBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

    /** What one answer takes; for the thread that makes it. */
    public final class Answer implements AutoCloseable {
        private int openers;
        private long held;
        private long heldShared;

        /**
         * Takes memory before, or right after, it is used.
         *
         * @param tooLarge what is wrong with the question if it takes more than one answer may
         * @throws QueryException if the answer gets too large
         * @throws BusyException if others take so much that nothing is left
         */
        public void take(long bytes, QueryError tooLarge) {
            if (held + bytes > answerBytes) {
                throw new QueryException(tooLarge);
            }
            share(held + bytes);
            held += bytes;
        }

        /** The maximum that one answer may take, in bytes. */
        public long most() {
            return answerBytes;
        }

        /** What is taken now, in bytes. */
        public long held() {
            return held;
        }

        /** Gives back what was taken beyond this many bytes. */
        public void shrinkTo(long bytes) {
            held = Math.min(held, bytes);
            share(held);
        }

        private void share(long bytes) {
            long wanted = Math.max(0, bytes - FREE_BYTES);
            long more = wanted - heldShared;
            if (shared.addAndGet(more) > sharedBytes && more > 0) {
                shared.addAndGet(-more);
                throw new BusyException(Owner.SERVER, "other large answers take all memory");
            }
            heldShared = wanted;
        }

        @Override
        public void close() {
            openers--;
            if (openers == 0) {
                shrinkTo(0);
                current.remove();
            }
        }
    }
}
