package io.revocast.publisher;

import io.revocast.config.ConfigurationException;
import io.revocast.publisher.settings.PublisherConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** {@code serve}: runs a publisher until a signal stops it. */
@Command(
        name = "serve",
        headerHeading = "Examples:%n"
                + "  revocast serve --config publisher.properties%n"
                + "  revocast serve --set kafka.bootstrap.servers=localhost:9092 --insecure%n%n",
        description = "Runs the publisher until a signal stops it.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--insecure", description = "serve callers without an API key; on a loopback address only")
    private boolean insecure;

    private ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PublisherConfig checked;
        try {
            checked = PublisherConfig.load(configuration.sources(), insecure);
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
        err.println("revocast: " + reason);
        err.flush();
        return Main.CONFIGURATION_ERROR;
    }
}
