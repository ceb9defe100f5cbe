package io.revocast.publisher;

import io.revocast.cli.command.ExitCode;
import io.revocast.config.ConfigurationException;
import io.revocast.publisher.http.Listener;
import io.revocast.publisher.settings.HttpSettings;
import io.revocast.publisher.settings.PublisherConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/**
 * {@code health}: asks the publisher of the same settings whether it is ready, through its management port. Works with
 * any certificate and any port of the API, so a container uses it as its health check.
 */
@Command(
        name = "health",
        headerHeading = "Examples:%n  revocast health --config publisher.properties%n%n",
        description = {
            "Asks the publisher on this machine whether it is ready, through its management port.",
            "Exit code 0 means ready, and 4 means not ready or not reachable."
        },
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MOST_BYTES = 64 * 1024;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--live", description = "ask whether the process works, which does not depend on Kafka")
    private boolean live;

    private HealthCommand() {}

    @Override
    public Integer call() {
        Listener management;
        try {
            management = HttpSettings.management(PublisherConfig.settings(configuration.sources()))
                    .orElse(null);
        } catch (ConfigurationException e) {
            return fail(Main.CONFIGURATION_ERROR, e.getMessage());
        }
        if (management == null) {
            return fail(Main.CONFIGURATION_ERROR, "http.management-port is not set: set it to a port, such as 9464");
        }
        if (management.port() == 0) {
            return fail(
                    Main.CONFIGURATION_ERROR,
                    "http.management-port is 0, which means any free port: set it to a port, such as 9464");
        }
        return ask(URI.create("http://" + host(management.host()) + ":" + management.port()
                + (live ? "/health/live" : "/health/ready")));
    }

    /** Returns where this machine reaches a listener. */
    private static String host(String host) {
        if (host.equals("0.0.0.0") || host.equals("::")) {
            return "127.0.0.1";
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private int ask(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            try (InputStream body = status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
                String text = body == null ? "" : new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                if (status != 200) {
                    return fail(
                            ExitCode.NOT_CONFIRMED.number(), "HTTP status " + status + " from " + uri + ": " + text);
                }
                spec.commandLine().getOut().println(text);
                spec.commandLine().getOut().flush();
                return 0;
            }
        } catch (IOException e) {
            return fail(ExitCode.NOT_CONFIRMED.number(), uri + " does not answer: " + e);
        }
    }

    private int fail(int code, @Nullable String reason) {
        spec.commandLine().getErr().println("revocast: " + reason);
        spec.commandLine().getErr().flush();
        return code;
    }
}
