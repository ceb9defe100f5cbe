package io.revocast.prose;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the files of the project. Converted documents must pass; findings in code must not increase. */
class ProjectProseTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules");

    /** Files without an ending that are checked. */
    private static final Set<String> SCRIPTS = Set.of("revocast", ".ci/run");

    /** Documents that are not converted yet. This set only shrinks. */
    private static final Set<String> PENDING = Set.of(
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "RATIONALE.md",
            "README.md",
            "SECURITY.md",
            "docs/benchmarks.md",
            "docs/cli.md",
            "docs/compatibility.md",
            "docs/identity-providers.md",
            "docs/java-client.md",
            "docs/mass-revocation.md",
            "docs/metrics.md",
            "docs/oauth.md",
            "docs/production-kafka.md",
            "docs/publisher.md",
            "docs/reliability.md",
            "docs/scale.md");

    /** Findings in code that is not converted yet. This number only shrinks. */
    private static final int PENDING_IN_CODE = 337;

    private final Checker checker = new Checker(BannedWords.load());

    @Test
    void documentsPass() throws IOException {
        List<Finding> findings = findings(files().stream()
                .filter(path -> isDocument(path) && !PENDING.contains(path))
                .toList());

        assertThat(findings.isEmpty())
                .as("%d findings; CONTRIBUTING.md, \"Prose\", has the rules%n%s", findings.size(), lines(findings))
                .isTrue();
    }

    @Test
    void findingsInCodeDoNotIncrease() throws IOException {
        List<String> code = files().stream().filter(path -> !isDocument(path)).toList();
        List<Finding> findings = findings(code);

        Map<String, Map<Rule, Long>> counts = findings.stream()
                .collect(Collectors.groupingBy(
                        finding -> kind(finding.path()),
                        TreeMap::new,
                        Collectors.groupingBy(Finding::rule, () -> new EnumMap<>(Rule.class), Collectors.counting())));
        counts.forEach((kind, byRule) -> System.out.printf("prose: %s: %s%n", kind, byRule));
        Path report = Files.createDirectories(Path.of("target")).resolve("prose-code.txt");
        Files.writeString(report, lines(findings));
        System.out.printf("prose: %d files of code checked, findings listed in prose/%s%n", code.size(), report);

        assertThat(code).hasSizeGreaterThan(100);
        assertThat(findings.size())
                .as("findings in code; correct the new ones in prose/%s", report)
                .isLessThanOrEqualTo(PENDING_IN_CODE);
    }

    private List<Finding> findings(List<String> paths) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (String path : paths) {
            findings.addAll(checker.check(path, Files.readString(ROOT.resolve(path))));
        }
        return findings;
    }

    private static String lines(List<Finding> findings) {
        return findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }

    private static boolean isDocument(String path) {
        return path.endsWith(".md");
    }

    private static String kind(String path) {
        if (path.endsWith(".java")) {
            return path.contains("src/main/") ? "Java, main" : "Java, tests";
        }
        return path.endsWith(".yaml") ? "OpenAPI" : "scripts";
    }

    /** The files that the check reads, as paths from the root, sorted. */
    private static List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = ROOT.relativize(file).toString().replace('\\', '/');
                if (path.endsWith(".md")
                        || path.endsWith(".java")
                        || path.endsWith("/openapi.yaml")
                        || SCRIPTS.contains(path)) {
                    files.add(path);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files.stream().sorted().toList();
    }
}
