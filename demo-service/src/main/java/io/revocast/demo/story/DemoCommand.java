package io.revocast.demo.story;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The command {@code ./revocast demo}. One thread sets up, plays and tears down; Ctrl-C interrupts it. */
@Command(
        name = "revocast demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows on a real Kafka and several service processes what a revocation does.")
public final class DemoCommand implements Callable<Integer> {
    private static final int TEAR_DOWN_SECONDS = 60;

    @Option(names = "--once", description = "Ends after the story: with 0 if every step held, else with 1.")
    private boolean once;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Uses this cluster instead of a broker in this process.")
    private @Nullable String kafka;

    @Option(
            names = "--ports",
            paramLabel = "FIRST",
            defaultValue = "8080",
            description = "First of the ports: the publisher's, then the instances'. Default: ${DEFAULT-VALUE}.")
    private int firstPort;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many service processes, from 2 to 50; each needs 100 MiB. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(
            names = "--slow",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many of them read Kafka up to 1 s late. Default: ${DEFAULT-VALUE}.")
    private int slow;

    @Option(names = "-v", description = "Shows what the processes print.")
    private boolean verbose;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final CountDownLatch tornDown = new CountDownLatch(1);

    private DemoCommand() {}

    /** Runs the demo. Exits with 0 or 1, and with 2 when an option is wrong. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoCommand()).setExpandAtFiles(false).execute(args));
    }

    @Override
    public Integer call() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger("ROOT")
                .setLevel(verbose ? Level.WARN : Level.OFF);
        interruptOnSignal(Thread.currentThread());
        try {
            perform();
            return 0;
        } catch (StoryException | IllegalArgumentException e) {
            out.println("revocast demo: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            out.println("revocast demo: the temporary directory cannot be written: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        } finally {
            tornDown.countDown();
        }
    }

    /** A signal ends the story where it is; the process lives on until the stage is gone. */
    private void interruptOnSignal(Thread story) {
        Thread hook = new Thread(
                () -> {
                    story.interrupt();
                    try {
                        tornDown.await(TEAR_DOWN_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "revocast-demo-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void perform() throws StoryException, IOException, InterruptedException {
        Ports ports = new Ports(firstPort, instances);
        if (slow < 0 || slow > instances) {
            throw new IllegalArgumentException("--slow must lie between 0 and --instances, " + instances + ": " + slow);
        }
        BuiltTree tree = BuiltTree.find();
        ports.requireFree();
        StoryReport report = new StoryReport(out);
        Http http = new Http();
        long begun = System.nanoTime();
        report.say("");
        try (Stage stage = new Stage(tree, ports, slow, verbose ? out::println : line -> {})) {
            StoryBroker broker = setUp(stage, ports, http, report);
            if (!once) {
                report.say("");
                report.say("  Watch it in the console; this link signs a browser in once, within ten minutes:");
                report.say("  " + stage.consoleLink(http));
                report.say("");
            }
            String revoked = new Story(stage, http, report).play();
            report.say("");
            report.say(
                    "  All " + report.steps() + " steps held, in " + Outcome.seconds(System.nanoTime() - begun) + ".");
            if (!once) {
                new Epilogue(stage, http, report).awaitSignal(broker, stage.keep(revoked));
            }
        }
    }

    private StoryBroker setUp(Stage stage, Ports ports, Http http, StoryReport report)
            throws StoryException, InterruptedException {
        String what = kafka == null ? "Apache Kafka, in this process" : "the cluster at " + kafka;
        StoryBroker broker = report.step("kafka", what, () -> {
            long begun = System.nanoTime();
            StoryBroker opened = stage.openBroker(kafka);
            return new Outcome<>(true, "", Outcome.seconds(System.nanoTime() - begun), opened);
        });
        String processes = "publisher :" + ports.publisher() + ", demo-1 to demo-" + instances + " :"
                + ports.instance(1) + " to :" + ports.instance(instances);
        report.step("processes", processes, () -> {
            long begun = System.nanoTime();
            stage.startProcesses(broker, http);
            return new Outcome<>(true, "", "ready after " + Outcome.seconds(System.nanoTime() - begun), stage);
        });
        return broker;
    }
}
