package io.clickmill.api.dashboard;

import io.clickmill.contract.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/** The dashboard's modules that need no page, in a JavaScript engine of this process. */
public final class Modules implements AutoCloseable {
    private final Path folder;
    private final Context context;

    private Modules(Path folder, Context context) {
        this.folder = folder;
        this.context = context;
    }

    /** Loads the modules and their tests into an empty folder. */
    public static Modules load(Path folder) throws IOException {
        List<String> names = new ArrayList<>(
                Resources.text(Assets.class, "files.txt").lines().toList());
        names.addAll(List.of("check.js", "pure.test.js"));
        for (String name : names) {
            Files.write(folder.resolve(name), Resources.bytes(Modules.class, name));
        }
        Context context = Context.newBuilder("js")
                .allowIO(IOAccess.ALL)
                .allowExperimentalOptions(true)
                .option("engine.WarnInterpreterOnly", "false")
                .option("js.esm-eval-returns-exports", "true")
                .build();
        return new Modules(folder, context);
    }

    /** What a module exports. */
    public Value eval(String name) throws IOException {
        return context.eval(Source.newBuilder("js", folder.resolve(name).toFile())
                .mimeType("application/javascript+module")
                .build());
    }

    /** A value of JSON. */
    public Value json(String json) {
        return context.eval("js", "JSON").invokeMember("parse", json);
    }

    @Override
    public void close() {
        context.close();
    }
}
