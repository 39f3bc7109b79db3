package io.clickmill.local.run;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** A file, usually of one line, that only its owner may read from the moment it is created. */
public record SecretFile(Path path) {
    private static final int RANDOM_BYTES = 32;

    /** The first line; empty if the file does not exist or the line is blank. */
    public Optional<String> read() throws IOException {
        try {
            return Files.readString(path).lines().map(String::strip).findFirst().filter(line -> !line.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The first line. If it does not exist, writes a random line and returns that. */
    public String readOrMake() throws IOException {
        Optional<String> existing = read();
        if (existing.isPresent()) {
            return existing.get();
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String line = HexFormat.of().formatHex(random);
        write(line);
        return line;
    }

    /** Replaces the file atomically. */
    public void write(String line) throws IOException {
        Path partial = path.resolveSibling(path.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, ownerOnly("rw-------"));
        Files.writeString(partial, line + "\n");
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a folder accessible to its owner only, if the file system has permissions. */
    public static void closeFolder(Path folder) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The permissions as attributes for creating a file; empty if the file system has no permissions. */
    static FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
