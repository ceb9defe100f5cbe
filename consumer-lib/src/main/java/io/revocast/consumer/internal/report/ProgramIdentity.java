package io.revocast.consumer.internal.report;

import io.revocast.event.internal.InstanceReport.Program;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds out where this process runs, and which version of the library it has. */
final class ProgramIdentity {
    private static final String UNKNOWN = "unknown";
    private static final String MAVEN_PROPERTIES = "/META-INF/maven/io.revocast/revocast-consumer-lib/pom.properties";
    private static final int LONGEST_HOST = 200;

    private ProgramIdentity() {}

    /**
     * Returns the host that the environment names, else the one that the system knows.
     *
     * @param environment the environment variables of this process
     */
    static Program program(Map<String, String> environment) {
        String host = Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(environment::get)
                .filter(Objects::nonNull)
                .map(ProgramIdentity::printable)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(ProgramIdentity::hostOfSystem);
        return new Program(host, version());
    }

    private static String hostOfSystem() {
        try {
            String name = printable(InetAddress.getLocalHost().getHostName());
            return name.isEmpty() ? UNKNOWN : name;
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }

    private static String printable(String name) {
        String text = name.replaceAll("\\p{Cc}", "").strip();
        return text.substring(0, Math.min(LONGEST_HOST, text.length()));
    }

    /** Returns the version that Maven wrote into the jar; {@code unknown} outside of a jar. */
    private static String version() {
        try (InputStream file = ProgramIdentity.class.getResourceAsStream(MAVEN_PROPERTIES)) {
            Properties properties = new Properties();
            if (file != null) {
                properties.load(file);
            }
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Returns a name for an instance on a host, which two processes on one host do not share. */
    static String instance(String host) {
        return host + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
