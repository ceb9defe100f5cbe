package io.revocast.ops;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The alerts and the dashboard. Without promtool, its two tests say so; with TEST_PROMTOOL=required they fail. */
class AlertsTest {
    /** A row of the tables of metrics, which other tests compare with real scrapes. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_*]+)` \\|");

    private static final Pattern METRIC = Pattern.compile("\\b(revocast|http_server|jvm|process|kafka)_[a-z_]+\\b");

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        boolean required = "required".equals(System.getenv("TEST_PROMTOOL"));
        assumeTrue(found || required, "promtool is not on the PATH: the tests of the alerts are left out");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void theAlertsFireWhenTheyShould() throws Exception {
        assertThat(promtool("test", "rules", "../ops/prometheus/alerts_test.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void theScrapeConfigurationIsValid() throws Exception {
        assertThat(promtool("check", "config", "../ops/prometheus/prometheus.yml"))
                .contains("rules found");
    }

    @Test
    void everyAlertHasATest() throws IOException {
        String tests = ProjectFiles.text("ops/prometheus/alerts_test.yaml");

        assertThat(Pattern.compile("alert: (\\w+)")
                        .matcher(ProjectFiles.text("ops/prometheus/alerts.yaml"))
                        .results()
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(tests).contains(alert));
    }

    @Test
    void alertsAndDashboardNameDocumentedMetrics() throws IOException {
        List<String> documented = Stream.of("docs/metrics.md", "docs/library.md")
                .flatMap(AlertsTest::rows)
                .toList();
        TreeSet<String> used = new TreeSet<>();
        for (String file : new String[] {"ops/prometheus/alerts.yaml", "ops/grafana/revocast.json"}) {
            METRIC.matcher(ProjectFiles.text(file))
                    .results()
                    .map(MatchResult::group)
                    .forEach(used::add);
        }

        assertThat(used)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(documented).anyMatch(row -> covers(row, name)));
    }

    private static Stream<String> rows(String page) {
        try {
            return ROW.matcher(ProjectFiles.text(page)).results().map(match -> match.group(1));
        } catch (IOException e) {
            throw new AssertionError(page, e);
        }
    }

    /** Whether a row of a table covers a series: histograms and summaries have several. */
    private static boolean covers(String row, String name) {
        return Pattern.matches(row.replace("*", ".*") + "(_bucket|_count|_sum)?", name);
    }
}
