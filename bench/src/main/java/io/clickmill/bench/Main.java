package io.clickmill.bench;

import java.util.Arrays;

/** The program behind {@code clickmill bench}. */
public final class Main {
    private Main() {}

    /** @param args the words of the command line; the first is {@code bench} */
    public static void main(String[] args) {
        System.exit(BenchCommand.run(Arrays.copyOfRange(args, Math.min(1, args.length), args.length)));
    }
}
