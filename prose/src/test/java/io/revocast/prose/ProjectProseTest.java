package io.revocast.prose;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the documents and the code of the project. */
class ProjectProseTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules");

    /** Files without an ending that are checked. */
    private static final Set<String> SCRIPTS = Set.of("revocast", ".ci/run");

    private final Checker checker = new Checker(BannedWords.load());

    @Test
    void documentsPass() throws IOException {
        List<Finding> findings =
                findings(files().stream().filter(ProjectProseTest::isDocument).toList());

        assertThat(findings.isEmpty())
                .as("%d findings; CONTRIBUTING.md, \"Prose\", has the rules%n%s", findings.size(), lines(findings))
                .isTrue();
    }

    @Test
    void codePasses() throws IOException {
        List<String> code = files().stream().filter(path -> !isDocument(path)).toList();
        List<Finding> findings = findings(code);

        assertThat(code).hasSizeGreaterThan(100);
        assertThat(findings.isEmpty())
                .as("%d findings; CONTRIBUTING.md, \"Prose\", has the rules%n%s", findings.size(), lines(findings))
                .isTrue();
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

    /** The files that the check reads, as paths from the root, sorted. */
    static List<String> files() throws IOException {
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
