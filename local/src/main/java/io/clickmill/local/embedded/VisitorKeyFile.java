package io.clickmill.local.embedded;

import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.SecretFile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The key of the visitors' hashes: random, and the same for as long as the data folder lives. */
final class VisitorKeyFile {
    private static final int KEY_BYTES = 32;

    private VisitorKeyFile() {}

    static String readOrMake(DataFolder folder) throws IOException {
        SecretFile file = new SecretFile(folder.visitorKeyFile());
        Optional<String> existing = file.read();
        if (existing.isPresent()) {
            return existing.get();
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String text = HexFormat.of().formatHex(key);
        file.write(text);
        return text;
    }
}
