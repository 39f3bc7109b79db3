package io.clickmill.api.http;

import io.clickmill.contract.Resources;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * A library for browsers, from a jar of Maven Central.
 *
 * @param root the folder that has a folder of each version
 * @param properties the file that says the version
 */
public record WebJar(String root, String properties) {
    /** A jar of webjars.org. */
    public static WebJar of(String groupId, String artifactId) {
        return new WebJar(
                "/META-INF/resources/webjars/" + artifactId + "/",
                "/META-INF/maven/" + groupId + "/" + artifactId + "/pom.properties");
    }

    /** A jar of mvnpm.org. */
    public static WebJar ofMvnpm(String artifactId) {
        return new WebJar(
                "/META-INF/resources/_static/" + artifactId + "/",
                "/META-INF/maven/org.mvnpm/" + artifactId + "/pom.properties");
    }

    /** The bytes of a file. */
    public byte[] file(String path) {
        return Resources.bytes(WebJar.class, root + version() + "/" + path);
    }

    private String version() {
        Properties read = new Properties();
        try {
            read.load(new ByteArrayInputStream(Resources.bytes(WebJar.class, properties)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + properties, e);
        }
        return read.getProperty("version", "");
    }
}
