package io.revocast.demo;

import io.javalin.util.JavalinBindException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;

/** Starts one instance of the demo service, which runs until SIGTERM. Secrets come from files, never as arguments. */
@Command(
        name = "revocast-demo-service",
        mixinStandardHelpOptions = true,
        description = "One instance of the demo service.",
        sortOptions = false)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--name",
            defaultValue = "${env:HOSTNAME:-demo}",
            description = "How the instance calls itself. Default: the host name.")
    private String name = "";

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on.")
    private String host = "";

    @Option(names = "--port", defaultValue = "8081", description = "Port to listen on; 0 picks a free one.")
    private int port;

    @Option(names = "--kafka", required = true, paramLabel = "HOST:PORT", description = "Kafka's bootstrap servers.")
    private String kafka = "";

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "File with further properties of the Kafka client, such as its password.")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--kafka-property",
            paramLabel = "NAME=VALUE",
            description = "A further property of the Kafka client; may be repeated.")
    private Map<String, String> kafkaProperties = new HashMap<>();

    @Option(names = "--publisher", required = true, paramLabel = "URL", description = "Where the publisher is.")
    private URI publisher = URI.create("");

    @Option(
            names = "--publisher-key-file",
            required = true,
            paramLabel = "FILE",
            description = "File with an API key of the publisher that may revoke tokens and claims.")
    private Path publisherKeyFile = Path.of("");

    @Option(
            names = "--signing-key",
            required = true,
            paramLabel = "FILE",
            description = "RSA private key, PKCS #8 in PEM, the same for all instances.")
    private Path signingKey = Path.of("");

    @Option(names = "--issuer", required = true, paramLabel = "ISS", description = "The iss of the tokens.")
    private String issuer = "";

    @Option(
            names = "--trust",
            paramLabel = "ISS=JWKS_URL",
            description = "An identity provider whose access tokens open /me too, and where its keys are.")
    private Map<String, URI> trusted = new HashMap<>();

    private Main() {}

    /** Runs the service. Exits with 1 when it cannot start and with 2 when an option is wrong. */
    public static void main(String[] args) {
        int exitCode = new CommandLine(new Main()).setExpandAtFiles(false).execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
        // Otherwise the server's threads keep the process alive, or help was printed and nothing does.
    }

    @Override
    public Integer call() {
        DemoService service;
        try {
            String apiKey = Files.readString(publisherKeyFile).strip();
            service = new DemoService(new DemoSettings(
                    name,
                    host,
                    port,
                    kafka,
                    kafkaSettings(),
                    publisher,
                    apiKey,
                    issuer,
                    SigningKey.read(signingKey),
                    trusted));
        } catch (IOException | IllegalArgumentException e) {
            return failed(e instanceof NoSuchFileException ? "no such file: " + e.getMessage() : e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "revocast-demo-stop"));
        try {
            service.start();
        } catch (JavalinBindException e) {
            return failed("port " + port + " is taken; choose another with --port");
        }
        return 0;
    }

    /** The properties of the file, and over them those of the options. */
    private Map<String, String> kafkaSettings() throws IOException {
        Map<String, String> all = new HashMap<>();
        if (kafkaConfig != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(kafkaConfig)) {
                file.load(reader);
            }
            file.stringPropertyNames().forEach(name -> all.put(name, file.getProperty(name)));
        }
        all.putAll(kafkaProperties);
        return all;
    }

    private static int failed(@Nullable String message) {
        System.err.println("revocast-demo-service: " + message);
        return 1;
    }
}
