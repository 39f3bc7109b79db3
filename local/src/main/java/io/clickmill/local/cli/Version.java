package io.clickmill.local.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, which Maven has written into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"clickmill " + number()};
    }

    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
