package io.revocast.publisher;

import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** {@code serve}: runs a publisher until it is told to stop. */
@Command(
        name = "serve",
        description = "Serves the HTTP interface until it is told to stop.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "a properties file in UTF-8")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "one setting, stronger than system properties, environment and file; not for secrets")
    private Map<String, String> flags = new HashMap<>();

    @Option(
            names = "--insecure",
            description = "serve callers without an API key; only on a loopback address, to try things out")
    private boolean insecure;

    private ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PublisherConfig checked;
        try {
            checked = PublisherConfig.load(
                    new Sources(flags, strings(System.getProperties()), System.getenv(), config), insecure);
        } catch (ConfigurationException e) {
            return refuse(e.getMessage());
        }
        Publisher publisher;
        try {
            publisher = new Publisher(checked);
        } catch (IllegalArgumentException e) {
            return refuse(e.getMessage());
        }
        Thread hook = new Thread(publisher::close, "revocast-stop");
        try {
            publisher.start();
        } catch (IllegalArgumentException | BindException e) {
            publisher.close();
            return refuse(e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(hook);
        // A regular end comes by signal, which runs the hook; this waits for the other one.
        String reason = publisher.unfit().get();
        publisher.close();
        return refuse(reason);
    }

    private int refuse(@Nullable String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("revocast-publisher: " + reason);
        err.flush();
        return Main.CONFIGURATION_ERROR;
    }

    private static Map<String, String> strings(Properties properties) {
        Map<String, String> strings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> strings.put(name, properties.getProperty(name)));
        return strings;
    }
}
