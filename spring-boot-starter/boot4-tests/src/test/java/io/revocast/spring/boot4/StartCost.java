package io.revocast.spring.boot4;

import io.revocast.spring.contract.IsolatedKafka;
import io.revocast.spring.contract.MintedTokens;
import io.revocast.spring.contract.OrdersApplication;
import io.revocast.spring.contract.RevocationTopic;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that measures what the starter adds to the start of an application, in a process for each start. Starts with
 * the starter and without its auto-configurations take turns. It prints the elapsed time without the replay, and the
 * processor time of the thread that starts the application. The replay has a thread of its own, so that time is not in it.
 * The first argument is the number of starts of each kind.
 */
final class StartCost {
    private static final int WARM_UP = 1;
    private static final String CHILD = "child";
    private static final String RESULT = "result ";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    private StartCost() {}

    /** The milliseconds of one start. */
    private record Start(long elapsed, long processor) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals(CHILD)) {
            start(List.of(args).subList(1, args.length));
            return;
        }
        List<Start> differences = new ArrayList<>();
        List<Start> without = new ArrayList<>();
        String key = "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                + MintedTokens.publicKeyFile().toUri();
        try (IsolatedKafka kafka = IsolatedKafka.start()) {
            RevocationTopic topic = RevocationTopic.create(kafka);
            String servers = "--spring.kafka.bootstrap-servers=" + topic.bootstrapServers();
            String excluded = "--spring.autoconfigure.exclude=" + String.join(",", autoConfigurations());
            for (int round = 0; round < WARM_UP + Integer.parseInt(args[0]); round++) {
                Start plain = inProcess(key, servers, excluded);
                Start checking = inProcess(key, servers, "--revocast.topic=" + topic.name());
                if (round >= WARM_UP) {
                    without.add(plain);
                    differences.add(new Start(checking.elapsed - plain.elapsed, checking.processor - plain.processor));
                }
            }
        }
        show("without the starter", without);
        show("the starter adds", differences);
    }

    private static List<String> autoConfigurations() throws IOException {
        List<String> ours = new ArrayList<>();
        for (URL imports : Collections.list(StartCost.class.getClassLoader().getResources(IMPORTS))) {
            try (InputStream content = imports.openStream()) {
                new String(content.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(name -> name.startsWith("io.revocast."))
                        .forEach(ours::add);
            }
        }
        return ours;
    }

    private static Start inProcess(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartCost.class.getName(),
                CHILD));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("a start did not end within " + LIMIT);
            }
            String[] result = lines.stream()
                    .filter(line -> line.startsWith(RESULT))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(String.join("\n", lines)))
                    .substring(RESULT.length())
                    .split(" ", -1);
            return new Start(Long.parseLong(result[0]), Long.parseLong(result[1]));
        }
    }

    /** Starts the application in this process, and prints what it took. */
    private static void start(List<String> arguments) {
        BufferingApplicationStartup startup = new BufferingApplicationStartup(100_000);
        SpringApplication application = new SpringApplication(OrdersApplication.class);
        application.setApplicationStartup(startup);
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.main.web-application-type=servlet"));
        all.addAll(arguments);
        try (ConfigurableApplicationContext context = application.run(all.toArray(String[]::new))) {
            if (!context.isRunning()) {
                throw new IllegalStateException("the application does not run");
            }
            long elapsed = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
            long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
            long replay = startup.getBufferedTimeline().getEvents().stream()
                    .filter(event -> event.getStartupStep().getName().equals("revocast.replay"))
                    .mapToLong(event -> event.getDuration().toMillis())
                    .sum();
            System.out.println(RESULT + (elapsed - replay) + " " + processor);
        }
    }

    private static void show(String name, List<Start> starts) {
        System.out.printf(
                "%s: elapsed time %s; processor time %s; %d starts%n",
                name,
                quartiles(starts.stream().map(Start::elapsed).sorted().toList()),
                quartiles(starts.stream().map(Start::processor).sorted().toList()),
                starts.size());
    }

    private static String quartiles(List<Long> sorted) {
        return "median %d ms, quartiles %d and %d"
                .formatted(
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() / 4),
                        sorted.get(sorted.size() * 3 / 4));
    }
}
