package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the launcher with a fake Java that only prints its arguments, and with a PATH without Maven. */
class LauncherTest {
    private static final List<String> TOOLS =
            List.of("bash", "dirname", "readlink", "grep", "head", "find", "touch", "mkdir", "mv");

    @TempDir
    private Path folder;

    private Path launcher;
    private Path tools;

    private record Ended(int exitCode, String output) {}

    @BeforeEach
    void copyTheLauncher() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home of it"));
        launcher = Files.copy(Path.of("../clickmill"), home.resolve("clickmill"));
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path found = Stream.of(System.getenv("PATH").split(":"))
                    .map(entry -> Path.of(entry, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("this machine has no " + tool));
            Path wrapper = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
            assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        }
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        assertThat(launch(Map.of(), "--version"))
                .isEqualTo(
                        new Ended(
                                1,
                                "clickmill: needs Java 17 to 21, and there is none; install a JDK 17 or set JAVA_HOME to one\n"));
    }

    @Test
    void saysWhichJavaIsTooOld() throws Exception {
        Path java = fakeJdk("11.0.2");
        Ended ended = launch(Map.of("JAVA_HOME", java.toString()), "--version");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("needs Java 17 to 21 (found: 11 in " + java + "/bin/java)");
    }

    @Test
    void saysThatItNeedsACompilerToBuildItself() throws Exception {
        Path maven = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("17.0.1").toString()), "--version");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).startsWith("clickmill: needs a JDK to build itself");
    }

    @Test
    void saysThatItNeedsMavenToBuildItself() throws Exception {
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("17.0.9").toString()), "--version");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).startsWith("clickmill: needs Maven");
    }

    @Test
    void runsAReadyDistributionWithoutBuilding() throws Exception {
        Path lib = Files.createDirectory(launcher.resolveSibling("lib"));
        Ended ended = launch(
                Map.of("JAVA_HOME", fakeJdk("21.0.1").toString(), "CLICKMILL_JAVA_OPTS", "-Xmx5g -Da=b"),
                "up",
                "--data",
                "a b");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output().lines())
                .startsWith("-Xmx2g")
                .contains("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .endsWith("-Xmx5g", "-Da=b", "-cp", lib + "/*", "io.clickmill.local.Main", "up", "--data", "a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fold", "rebuild"})
    void givesFoldsTheHeapThatLargeRowsNeed(String command) throws Exception {
        Files.createDirectory(launcher.resolveSibling("lib"));
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("17").toString()), command);
        assertThat(ended.output().lines()).contains("-Xmx1g", "-XX:+UseSerialGC");
    }

    @Test
    void givesShortCommandsASmallHeap() throws Exception {
        Files.createDirectory(launcher.resolveSibling("lib"));
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("17").toString()), "status");
        assertThat(ended.output().lines()).contains("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    @Test
    void startsTheBenchOfADistribution() throws Exception {
        Files.createDirectory(launcher.resolveSibling("lib"));
        Path lib = Files.createDirectories(launcher.resolveSibling("bench").resolve("lib"));
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("17").toString()), "bench", "ingest");
        assertThat(ended.output().lines())
                .startsWith("-Xmx2g")
                .endsWith("-cp", lib + "/*", "io.clickmill.bench.Main", "bench", "ingest");
    }

    @Test
    void saysThatADistributionHasNoBench() throws Exception {
        Files.createDirectory(launcher.resolveSibling("lib"));
        assertThat(launch(Map.of("JAVA_HOME", fakeJdk("17").toString()), "bench", "ingest"))
                .isEqualTo(new Ended(1, "clickmill: this distribution has no bench; run it from the sources\n"));
    }

    @Test
    void findsItsFolderThroughLinks() throws Exception {
        Path lib = Files.createDirectory(launcher.resolveSibling("lib"));
        Path link = Files.createSymbolicLink(folder.resolve("clickmill-link"), launcher);
        launcher = Files.createSymbolicLink(folder.resolve("second"), link.getFileName());
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("17.0.9").toString()), "status");
        assertThat(ended.output().lines()).contains(lib + "/*");
    }

    @Test
    void prefersAMatchingJavaToJavaHome() throws Exception {
        Files.createDirectory(launcher.resolveSibling("lib"));
        Path fits = fakeJdk("17.0.9");
        Files.createSymbolicLink(tools.resolve("java"), fits.resolve("bin/java"));
        Ended ended = launch(Map.of("JAVA_HOME", fakeJdk("25").toString()), "status");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void opensTheSamePackagesAsTheTests() throws IOException {
        String script = Files.readString(Path.of("../clickmill"));
        String pom = Files.readString(Path.of("../pom.xml"));
        String opens = pom.substring(pom.indexOf("<jvm.opens>") + "<jvm.opens>".length(), pom.indexOf("</jvm.opens>"));
        assertThat(script).contains(opens.split(" "));
    }

    private Path fakeJdk(String version) throws IOException {
        Path jdk = Files.createDirectory(folder.resolve("jdk-" + version));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createDirectory(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return jdk;
    }

    private Ended launch(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tools.resolve("bash").toString(), launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
