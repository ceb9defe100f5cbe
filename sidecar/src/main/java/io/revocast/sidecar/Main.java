package io.revocast.sidecar;

import io.revocast.config.ConfigurationException;
import io.revocast.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code revocast sidecar}: runs a sidecar until SIGTERM. Exit code 2: the operator must change a setting. */
@Command(
        name = "revocast sidecar",
        headerHeading = "Examples:%n"
                + "  revocast sidecar --config sidecar.properties%n"
                + "  revocast sidecar --set kafka.bootstrap.servers=localhost:9092 "
                + "--set issuers.main.iss=https://issuer.example --set issuers.main.jwks-file=jwks.json%n%n",
        description = "Answers proxies and services that are not on the JVM whether a token is accepted.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    private static final int CONFIGURATION_ERROR = 2;

    /** Variables of other commands, in the same environment. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of("REVOCAST_API_KEY", "REVOCAST_API_KEY_FILE", "REVOCAST_URL", "REVOCAST_ISSUER");

    @Option(names = "--config", paramLabel = "FILE", description = "a properties file in UTF-8")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "one setting; overrides system properties, environment and file; not for secrets")
    private Map<String, String> flags = new HashMap<>();

    private Main() {}

    /** Runs the sidecar. */
    public static void main(String[] args) {
        int exitCode = new CommandLine(new Main()).setExpandAtFiles(false).execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
        // Otherwise the server's threads keep the process alive, or help was printed and nothing does.
    }

    @Override
    public Integer call() {
        Sidecar sidecar;
        try {
            sidecar = new Sidecar(SettingsReader.read(sources()));
        } catch (ConfigurationException | IllegalArgumentException e) {
            return refuse(e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(sidecar::close, "revocast-stop"));
        try {
            sidecar.start();
        } catch (IOException e) {
            sidecar.close();
            return refuse("http.port cannot be used: " + e.getMessage() + "; choose another with --set http.port=…");
        }
        return 0;
    }

    private Sources sources() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(OTHER_VARIABLES);
        Properties properties = System.getProperties();
        Map<String, String> strings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> strings.put(name, properties.getProperty(name)));
        return new Sources(flags, strings, environment, config);
    }

    private static int refuse(@Nullable String reason) {
        System.err.println("revocast: " + reason);
        return CONFIGURATION_ERROR;
    }
}
