package io.revocast.publisher;

import io.revocast.cli.command.Terminal;
import io.revocast.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Where a publisher's settings come from, as options. */
final class ConfigurationOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "a properties file in UTF-8")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "one setting; overrides system properties, environment and file; not for secrets")
    private Map<String, String> flags = new HashMap<>();

    /** All sources; the environment variables of the other commands are none. */
    Sources sources() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(Terminal.VARIABLES);
        return new Sources(flags, strings(System.getProperties()), environment, config);
    }

    private static Map<String, String> strings(Properties properties) {
        Map<String, String> strings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> strings.put(name, properties.getProperty(name)));
        return strings;
    }
}
