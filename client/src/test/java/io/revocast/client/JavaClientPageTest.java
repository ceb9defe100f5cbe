package io.revocast.client;

import io.revocast.event.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample of {@code docs/java-client.md} compiles, and does what it says. */
class JavaClientPageTest {
    @TempDir
    private Path classes;

    private static String sample() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "java-client.md"));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void compile(String source) throws Exception {
        String library = place(RevocationClient.class) + File.pathSeparator + place(Target.class);
        StringWriter messages = new StringWriter();
        SimpleJavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", classes.toString(), "-cp", library);
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertThat(compiled).as("%s%n%s", messages, source).isTrue();
    }

    private static String receipt() {
        return "{\"outcome\":\"created\",\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\","
                + "\"name\":\"sub\",\"value\":\"alice\"},\"expiresAt\":\"2026-01-01T00:00:00Z\","
                + "\"receipt\":{\"topicId\":\"aU3S\",\"partition\":0,\"offset\":17}}";
    }

    @Test
    void sampleCompilesAndMeetsEachOutcome() throws Exception {
        compile("""
                import io.revocast.client.*;
                import io.revocast.event.*;
                import java.net.URI;
                import java.util.List;

                public final class Sample {
                    public static void run(URI publisher, String apiKey, List<String> log) {
                        %s
                    }
                }
                """.formatted(sample()));
        List<String> log = new ArrayList<>();
        try (StubPublisher publisher = new StubPublisher();
                URLClassLoader loader = new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, RevocationClient.class.getClassLoader())) {
            publisher
                    .answers(201, receipt())
                    .answers(400, "{\"rule\":\"must not be empty\"}")
                    .answers(500, "");
            for (int i = 0; i < 3; i++) {
                loader.loadClass("Sample")
                        .getMethod("run", URI.class, String.class, List.class)
                        .invoke(null, publisher.uri(), "key", log);
            }
        }

        assertThat(log).containsExactly("committed at offset 17", "400 must not be empty", "repeat it later");
    }
}
