package io.revocast.soak;

import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Explanation;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Injection;
import io.revocast.soak.history.Pauses;
import io.revocast.soak.history.Violation;
import io.revocast.soak.history.Violation.Invariant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The findings of a soak as Markdown tables, ready for the documentation. */
final class SoakReport {
    private final History history;
    private final List<Violation> violations;

    SoakReport(History history, List<Violation> violations) {
        this.history = history;
        this.violations = violations;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        faults(lines);
        lines.add("");
        operations(lines);
        lines.add("");
        lines.add("| invariant | violations |");
        lines.add("|---|---|");
        for (Invariant invariant : Invariant.values()) {
            long count = violations.stream()
                    .filter(violation -> violation.invariant() == invariant)
                    .count();
            lines.add("| " + invariant.meaning() + " | " + count + " |");
        }
        explanation(lines);
        return lines;
    }

    private void faults(List<String> lines) {
        lines.add(
                "| fault | times | lasted, s | converged after, s | longest pause of commits, s | of enforcement, s |");
        lines.add("|---|---|---|---|---|---|");
        Map<String, List<Injection>> byName = history.injections().stream()
                .collect(Collectors.groupingBy(Injection::fault, TreeMap::new, Collectors.toList()));
        Pauses pauses = new Pauses(history);
        byName.forEach((name, injections) -> lines.add(String.format(
                "| %s | %d | %s | %s | %s | %s |",
                name,
                injections.size(),
                range(injections.stream().map(Injection::lasted).toList()),
                range(injections.stream().map(Injection::took).toList()),
                range(injections.stream().map(pauses::ofCommits).toList()),
                range(injections.stream().map(pauses::ofEnforcement).toList()))));
    }

    /** From the shortest to the longest, in seconds. */
    private static String range(Collection<Long> nanos) {
        long shortest = nanos.stream().min(Long::compare).orElse(0L);
        long longest = nanos.stream().max(Long::compare).orElse(0L);
        String last = String.format("%.1f", longest / 1e9);
        String first = String.format("%.1f", shortest / 1e9);
        return first.equals(last) ? last : first + " to " + last;
    }

    private void operations(List<String> lines) {
        Map<String, Long> outcomes = history.attempts().stream()
                .collect(Collectors.groupingBy(SoakReport::row, TreeMap::new, Collectors.counting()));
        lines.add("| operation | count |");
        lines.add("|---|---|");
        lines.add("| tokens | " + history.subjects().size() + " |");
        outcomes.forEach((row, count) -> lines.add("| " + row + " | " + count + " |"));
        lines.add("| reports that an instance has applied a revocation | "
                + history.claims().size() + " |");
        history.runs().forEach((answer, count) -> lines.add("| runs of verdicts, " + answer + " | " + count + " |"));
    }

    private static String row(Attempt attempt) {
        return "requests to " + attempt.operation().name().toLowerCase(Locale.ROOT) + ", " + attempt.outcome();
    }

    private void explanation(List<String> lines) {
        violations.stream()
                .filter(violation -> violation.subject() == null)
                .forEach(violation -> lines.add("violated: " + violation.text()));
        Explanation explanation = new Explanation(history);
        violations.stream()
                .sorted(Comparator.comparing((Violation violation) -> violation.subject() == null)
                        .thenComparingInt(violation -> explanation.of(violation).size()))
                .limit(1)
                .forEach(violation -> {
                    lines.add("");
                    lines.add("violated: " + violation.invariant().meaning());
                    lines.add(violation.text());
                    lines.addAll(explanation.of(violation));
                });
    }
}
