package io.clickmill.local.embedded;

import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.SecurityOptions;

/**
 * The certificate by which the parts of the embedded Flink authenticate each other. Flink's servers refuse clients
 * without its key. One of them, the blob server, always listens.
 */
final class FlinkCertificate {
    private static final String PASSWORD_VARIABLE = "CLICKMILL_KEYTOOL_PASSWORD";

    /** A hundred years. Only this Flink trusts the certificate, so that it never needs to be renewed. */
    private static final String VALID_DAYS = "36500";

    private FlinkCertificate() {}

    /** Makes Flink require the certificate of the data folder. It is created at the first start. */
    static void require(Configuration flink, DataFolder folder) throws IOException {
        SecretFile passwordFile = new SecretFile(folder.flinkPasswordFile());
        Path keyStore = folder.flinkKeyStore();
        String password = passwordFile.readOrMake();
        if (!opens(keyStore, password)) {
            make(keyStore, password);
        }
        flink.set(SecurityOptions.SSL_INTERNAL_ENABLED, true);
        flink.set(SecurityOptions.SSL_PROTOCOL, "TLSv1.3");
        flink.set(SecurityOptions.SSL_ALGORITHMS, "TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256");
        flink.set(SecurityOptions.SSL_INTERNAL_KEYSTORE, keyStore.toString());
        flink.set(SecurityOptions.SSL_INTERNAL_KEYSTORE_PASSWORD, password);
        flink.set(SecurityOptions.SSL_INTERNAL_KEY_PASSWORD, password);
        // Flink trusts only its own certificate.
        flink.set(SecurityOptions.SSL_INTERNAL_TRUSTSTORE, keyStore.toString());
        flink.set(SecurityOptions.SSL_INTERNAL_TRUSTSTORE_PASSWORD, password);
    }

    /** Whether the key store opens with the password. If it does not, it is useless and is replaced by a new one. */
    private static boolean opens(Path keyStore, String password) {
        try {
            return Files.exists(keyStore)
                    && KeyStore.getInstance(keyStore.toFile(), password.toCharArray())
                                    .size()
                            > 0;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    /** Creates the certificate with the JDK's keytool, because Java has no public API for that. */
    private static void make(Path keyStore, String password) throws IOException {
        Path partial = keyStore.resolveSibling(keyStore.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "flink",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=clickmill",
                        "-validity",
                        VALID_DAYS,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        partial.toString(),
                        "-storepass:env",
                        PASSWORD_VARIABLE))
                .redirectErrorStream(true);
        // The password is not an argument, because every user of the machine can see arguments.
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("cannot create Flink's certificate with " + keytool + ": " + output.strip());
        }
        Files.move(partial, keyStore, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
