package io.revocast.demo.story;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs the commands and samples of the README. Only ports and addresses are replaced. */
class ReadmeIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path temporary;

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** The block of one language that contains a text. */
    private static String block(String language, String text) throws IOException {
        Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        return block.matcher(readme())
                .results()
                .map(found -> found.group(1).stripTrailing())
                .filter(found -> found.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the README has no " + language + " block with " + text));
    }

    private CommandRun run(String command) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(ROOT.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return CommandRun.start(builder);
    }

    @Test
    void theDemoPrintsWhatTheReadmeShows() throws Exception {
        String command = block("sh", "./revocast demo");
        assertThat(command).isEqualTo("./revocast demo --once");
        try (CommandRun demo = run("exec " + command + " --ports " + StoryIT.freePorts())) {
            assertThat(demo.await(LIMIT)).isZero();

            String shown = block("text", "steps held");
            assertThat(steps(demo.output())).isEqualTo(steps(shown)).isNotEmpty();
        }
    }

    @Test
    void callsByHandAnswerAsTheReadmeSays() throws Exception {
        int first = StoryIT.freePorts();
        String calls = block("sh", "/login");
        for (int offset = 0; offset < 4; offset++) {
            calls = calls.replace("localhost:" + (8080 + offset) + "/", "127.0.0.1:" + (first + offset) + "/");
        }
        try (CommandRun demo = run("exec ./revocast demo --ports " + first)) {
            await().atMost(LIMIT).until(() -> demo.hasEnded() || demo.output().contains("Everything stays up"));

            try (CommandRun curl = run(calls)) {
                assertThat(curl.await(LIMIT)).isZero();
                assertThat(Pattern.compile("HTTP/1\\.1 (\\d+)")
                                .matcher(curl.output())
                                .results()
                                .map(found -> found.group(1)))
                        .as(curl.output())
                        .containsExactly("200", "204", "401");
                assertThat(readme()).contains("The calls return 200, 204 and 401.");
            }
            demo.interrupt();
            assertThat(demo.await(LIMIT)).isEqualTo(130);
        }
    }

    /** Mark, name and description of each step, without figures. */
    private static List<String> steps(String output) {
        return output.lines()
                .filter(line -> line.startsWith("  ✓") || line.startsWith("  ✗"))
                .map(line -> line.substring(0, Math.min(65, line.length()))
                        .replaceAll("[0-9]+", "#")
                        .strip())
                .toList();
    }

    @Test
    void theTestCommandIsTheOneThatCiRuns() throws IOException {
        assertThat(block("sh", "mvn verify")).isEqualTo("mvn verify");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("\nmvn -B -ntp verify\n");
    }

    @Test
    void everyTestThatTheDocumentationNamesExists() throws IOException {
        String reliability = Files.readString(ROOT.resolve("docs/reliability.md"));
        List<MatchResult> named = Pattern.compile("`([A-Z]\\w+(?:Test|IT))\\.(\\w+)`")
                .matcher(reliability)
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(20);
        for (MatchResult test : named) {
            try (Stream<Path> files = Files.walk(ROOT)) {
                Path source = files.filter(file -> file.endsWith(test.group(1) + ".java"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no such test class: " + test.group()));
                assertThat(Files.readString(source)).contains("void " + test.group(2) + "(");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"consumer-lib,revocast-consumer-lib", "client,revocast-client"})
    void theCoordinatesAreThoseOfTheModule(String module, String artifact) throws IOException {
        String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
        String shown = block("xml", artifact);

        assertThat(shown).contains("<groupId>io.revocast</groupId>");
        for (String element : List.of("artifactId", "version")) {
            Matcher value =
                    Pattern.compile("<" + element + ">(.*?)</" + element + ">").matcher(shown);
            assertThat(value.find()).isTrue();
            assertThat(pom).contains(value.group());
        }
        String version = match("<version>.*</version>", shown).replaceAll("</?version>", "");
        assertThat(block("groovy", artifact)).contains("'io.revocast:" + artifact + ":" + version + "'");
    }

    @Test
    void theSampleCompilesAndRuns() throws Exception {
        Algorithm algorithm = Algorithm.HMAC256("a secret of at least thirty-two bytes");
        String token = JWT.create()
                .withIssuer("https://issuer.example")
                .withJWTId("1")
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(algorithm);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            createTopic(kafka.bootstrapServers());
            Map<Boolean, String> sample = block("java", "RevocationList.builder()")
                    .replace("kafka:9092", kafka.bootstrapServers())
                    .lines()
                    .collect(Collectors.partitioningBy(line -> line.startsWith("import "), Collectors.joining("\n")));
            compile("""
                    %s
                    public final class Sample {
                        public static String run(com.auth0.jwt.algorithms.Algorithm algorithm, String token) throws Exception {
                            %s
                            return jwt.getId();
                        }

                        private static String status(int code) {
                            return "status " + code;
                        }
                    }
                    """.formatted(sample.get(true), sample.get(false)));
            try (URLClassLoader classes =
                    new URLClassLoader(new URL[] {temporary.toUri().toURL()})) {
                Object jti = classes.loadClass("Sample")
                        .getMethod("run", Algorithm.class, String.class)
                        .invoke(null, algorithm, token);
                assertThat(jti).isEqualTo("1");
            }
        }
    }

    private static void createTopic(String bootstrapServers) throws Exception {
        TopicSettings settings =
                new TopicSettings(TopicSettings.DEFAULT_TOPIC, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(settings.topic(), 1, (short) 1).configs(settings.configs())))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void compile(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        SimpleJavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", temporary.toString(), "-cp", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertThat(compiled).as("%s%n%s", messages, source).isTrue();
    }

    @Test
    void thePublishersCommandsWork() throws Exception {
        String key;
        String line;
        try (CommandRun apiKey = run(block("sh", "./revocast keys new"))) {
            assertThat(apiKey.await(LIMIT)).isZero();
            key = match("rvk_[A-Za-z0-9_-]+", apiKey.output());
            line = match("api-keys\\.portal\\s*=.*", apiKey.output());
        }
        int port = StoryIT.freePorts();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            Path configuration = temporary.resolve("publisher.properties");
            String settings = block("properties", "# publisher.properties")
                    .replace("localhost:9092", kafka.bootstrapServers())
                    .replaceAll("(?m)^api-keys\\.portal=.*$", Matcher.quoteReplacement(line));
            assertThat(settings).contains(kafka.bootstrapServers(), line);
            Files.writeString(configuration, settings + "\nhttp.port=" + port + "\n");
            String serve = block("sh", "./revocast serve").replace("publisher.properties", configuration.toString());
            try (CommandRun publisher = run("exec " + serve)) {
                Http http = new Http();
                URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
                await().atMost(LIMIT).until(() -> http.get(ready).status() == 200);

                String curl = block("sh", "/v1/revocations").replace("localhost:8080", "127.0.0.1:" + port);
                try (CommandRun revoke = run("API_KEY=" + key + "; " + curl)) {
                    assertThat(revoke.await(LIMIT)).isZero();
                    assertThat(revoke.output()).contains("\"outcome\":\"created\"");
                }
                publisher.interrupt();
                assertThat(publisher.await(LIMIT)).isEqualTo(130);
            }
        }
    }

    private static String match(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group();
    }
}
