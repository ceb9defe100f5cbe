package io.revocast.soak.instance;

import io.revocast.consumer.Freshness;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.soak.history.Subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One instance. Told on standard input which tokens to watch, prints on standard output what checks of them answer; ends
 * when its standard input does.
 *
 * <pre>
 * watch NUMBER IAT EXP    begin to check the token
 * forget NUMBER           stop to
 * clock MILLIS            set the wall clock of the library that much off
 * </pre>
 */
public final class InstanceMain {
    private InstanceMain() {}

    /**
     * Runs until standard input ends.
     *
     * @param args bootstrap servers, {@code maxStaleness} and the longest token lifetime in seconds, kind of freshness,
     *     the name under which it reports
     */
    public static void main(String[] args) throws IOException {
        SkewedClock clock = new SkewedClock();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (RevocationList list = RevocationList.builder()
                        .bootstrapServers(args[0])
                        .maxStaleness(Duration.ofSeconds(Long.parseLong(args[1])))
                        .longestTokenLifetime(Duration.ofSeconds(Long.parseLong(args[2])))
                        .freshness(Freshness.valueOf(args[3]))
                        .clock(clock)
                        .reporting(Reporting.as(Subject.SERVICE).withInstance(args[4]))
                        .build();
                Watcher watcher = new Watcher(list, out)) {
            list.start();
            watcher.start();
            obey(watcher, clock);
        }
    }

    private static void obey(Watcher watcher, SkewedClock clock) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "watch" ->
                    watcher.watch(Integer.parseInt(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
                case "forget" -> watcher.forget(Integer.parseInt(words[1]));
                case "clock" -> clock.skew(Duration.ofMillis(Long.parseLong(words[1])));
                default -> throw new IllegalArgumentException("an instance does not know the command " + words[0]);
            }
        }
    }
}
