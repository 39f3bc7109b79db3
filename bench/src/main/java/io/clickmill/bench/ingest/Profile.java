package io.clickmill.bench.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** A profile of this process by the JDK's Flight Recorder, with its settings "profile". Without a file it does nothing. */
final class Profile implements AutoCloseable {
    private final @Nullable Path file;
    private final @Nullable Recording recording;

    private Profile(@Nullable Path file, @Nullable Recording recording) {
        this.file = file;
        this.recording = recording;
    }

    static Profile start(@Nullable Path file) throws IOException {
        if (file == null) {
            return new Profile(null, null);
        }
        try {
            Recording recording = new Recording(Configuration.getConfiguration("profile"));
            recording.start();
            return new Profile(file, recording);
        } catch (ParseException e) {
            throw new IOException("the JDK's own settings cannot be read", e);
        }
    }

    /** Writes what was recorded so far. An existing file is replaced. */
    void write() throws IOException {
        if (recording != null && file != null) {
            recording.dump(file);
        }
    }

    @Override
    public void close() {
        if (recording != null) {
            recording.close();
        }
    }
}
