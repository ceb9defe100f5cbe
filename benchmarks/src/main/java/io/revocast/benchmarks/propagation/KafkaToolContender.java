package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.RevocationTopic;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.EndToEndLatency;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kafka's own {@code kafka-e2e-latency}: one producer, one consumer, one record after the other. */
public final class KafkaToolContender implements Contender {
    private static final int RECORDS = 5_000;
    private static final int RECORD_SIZE = 300;
    private static final Pattern PERCENTILE = Pattern.compile("([0-9.]+)th = ([0-9]+)");

    @Override
    public Map<String, Double> measure(Arguments arguments) throws Exception {
        new RevocationTopic(arguments.text("bootstrap"), arguments.text("topic"), arguments.number("partitions"))
                .create();
        // It would end this process before the harness reads its output.
        Exit.setExitProcedure((code, message) -> {});
        String printed = printed(
                "--bootstrap-server", arguments.text("bootstrap"),
                "--topic", arguments.text("topic"),
                "--num-records", String.valueOf(RECORDS),
                "--producer-acks", "all",
                "--record-size", String.valueOf(RECORD_SIZE));
        Map<String, Double> figures = new TreeMap<>();
        Matcher percentile = PERCENTILE.matcher(printed);
        while (percentile.find()) {
            figures.put("p" + percentile.group(1), Double.valueOf(percentile.group(2)));
        }
        if (figures.size() != 3) {
            throw new IllegalStateException("EndToEndLatency must print three percentiles: " + printed);
        }
        return figures;
    }

    private static String printed(String... toolArguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            EndToEndLatency.main(toolArguments);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
