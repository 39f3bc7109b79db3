package io.clickmill.api.dashboard;

import io.clickmill.api.http.StaticContent;
import io.clickmill.api.http.WebJar;
import io.clickmill.contract.Resources;
import io.clickmill.contract.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files that the pages load. Their URLs have a digest of all of them, so that browsers keep them for ever and never
 * mix those of two releases.
 */
final class Assets {
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.of(
            "js", JAVASCRIPT,
            "css", "text/css; charset=utf-8",
            "json", "application/json");

    /** The list of our own files is in a file, because a folder in a jar cannot be listed. */
    private static final List<String> OWN =
            Resources.text(Assets.class, "files.txt").lines().toList();

    private static final int DIGEST_BYTES = 8;

    private final String folder;
    private final Map<String, StaticContent> files = new HashMap<>();

    Assets() {
        Map<String, byte[]> bytes = new TreeMap<>();
        OWN.forEach(name -> bytes.put(name, Resources.bytes(Assets.class, name)));
        WebJar preact = WebJar.of("org.webjars.npm", "preact");
        WebJar plot = WebJar.of("org.webjars.npm", "uplot");
        bytes.put("preact.module.js", preact.file("dist/preact.module.js"));
        bytes.put("hooks.module.js", preact.file("hooks/dist/hooks.module.js"));
        bytes.put("htm.module.js", WebJar.ofMvnpm("htm").file("dist/htm.module.js"));
        bytes.put("uPlot.iife.min.js", plot.file("dist/uPlot.iife.min.js"));
        bytes.put("uPlot.min.css", plot.file("dist/uPlot.min.css"));
        bytes.forEach((name, content) -> files.put(name, new StaticContent(type(name), content)));
        folder = "assets/" + digest(bytes);
    }

    private static String type(String name) {
        return Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() -> new IllegalStateException(name + " (expected: one of " + TYPES.keySet() + ")"));
    }

    private static String digest(Map<String, byte[]> files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        files.forEach((name, content) -> {
            all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            all.writeBytes(Sha256.of(content));
        });
        return HexFormat.of().formatHex(Sha256.of(all.toByteArray()), 0, DIGEST_BYTES);
    }

    /** The folder of the files, relative to the pages. Import maps need the dot. */
    String folder() {
        return "./" + folder;
    }

    /** A file of this release; empty if there is none. */
    Optional<StaticContent> file(String path) {
        return path.startsWith(folder + "/")
                ? Optional.ofNullable(files.get(path.substring(folder.length() + 1)))
                : Optional.empty();
    }
}
