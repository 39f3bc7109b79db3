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
 * The certificate by which the parts of the embedded Flink know each other. Its servers, of which the blob server always
 * listens, refuse clients without its key.
 */
final class FlinkCertificate {
    private static final String PASSWORD_VARIABLE = "CLICKMILL_KEYTOOL_PASSWORD";

    /** A hundred years: only this Flink trusts it, so there is nothing to renew. */
    private static final String VALID_DAYS = "36500";

    private FlinkCertificate() {}

    /** Makes Flink ask for the certificate of the data folder, which is made at the first start. */
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
        // The one certificate that is trusted is its own.
        flink.set(SecurityOptions.SSL_INTERNAL_TRUSTSTORE, keyStore.toString());
        flink.set(SecurityOptions.SSL_INTERNAL_TRUSTSTORE_PASSWORD, password);
    }

    /** Not where it is damaged or its password is another one: it is worth nothing then, and another one does as well. */
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

    /** By the JDK's keytool, as Java has no public way to make a certificate. */
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
        // Not an argument: those can be seen by every user of the machine.
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("cannot make Flink's certificate with " + keytool + ": " + output.strip());
        }
        Files.move(partial, keyStore, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
