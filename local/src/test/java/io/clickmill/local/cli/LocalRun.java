package io.clickmill.local.cli;

import io.clickmill.local.Main;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.RunFile;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A local system in a process of its own, started as the launcher starts it, and commands that use it. */
final class LocalRun {
    private final Process process;
    private final List<String> output;

    record Ended(int exitCode, String output) {}

    private LocalRun(Process process, List<String> output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a system. Returns when it has said that it is ready, and fails if it ends before that. */
    static LocalRun up(Path folder, String... options) throws IOException {
        Files.createDirectories(folder);
        Path errors = folder.resolveSibling(folder.getFileName() + ".err");
        Process process = java(errors, command(folder, options)).start();
        List<String> output = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            throw new AssertionError("`up` has ended:\n" + Files.readString(errors));
        }
        output.add(line);
        return new LocalRun(process, output);
    }

    /** Runs {@code up}, which must fail, and returns its output. */
    static Ended upFailing(Path folder, String... options) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("clickmill", ".err");
        Process process = java(errors, command(folder, options)).start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("`up` still runs (expected: it fails):\n" + Files.readString(errors));
        }
        Ended ended = new Ended(process.exitValue(), Files.readString(errors));
        Files.delete(errors);
        return ended;
    }

    /** Runs a short command in this process. */
    static synchronized Ended command(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream capture = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            int exitCode = ClickmillCommand.run(Map.of(), args);
            return new Ended(exitCode, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private static List<String> command(Path folder, String... options) {
        List<String> command = new ArrayList<>(List.of("up", "--data", folder.toString()));
        command.addAll(List.of(options));
        return command;
    }

    private static ProcessBuilder java(Path errors, List<String> args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launcherOptions());
        command.add("-Duser.timezone=UTC");
        command.addAll(List.of(System.getProperty("clickmill.jvm.opens").split(" ")));
        // Surefire starts this process with a jar that only refers to the class path.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(args);
        return new ProcessBuilder(command).redirectError(errors.toFile());
    }

    /** The options of the JVM that the launcher starts for {@code up}. */
    private static List<String> launcherOptions() throws IOException {
        String launcher = Files.readString(Path.of("../clickmill"));
        Matcher options =
                Pattern.compile("  up \\| bench\\) options=\"([^\"]+)\"").matcher(launcher);
        if (!options.find()) {
            throw new AssertionError("the launcher has no options for `up`");
        }
        return List.of(options.group(1).split(" "));
    }

    static RunFile description(Path folder) {
        return RunFile.ofRunning(new DataFolder(folder)).orElseThrow();
    }

    String firstLine() {
        return output.get(0);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the process like {@code kill -9}. Nothing is stopped, and PostgreSQL keeps running. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Kills all processes of the system, including PostgreSQL, like {@code kill -9}. */
    void killAll() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle killed : all) {
            killed.onExit().join();
        }
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("`up` does not end");
        }
        return process.exitValue();
    }
}
