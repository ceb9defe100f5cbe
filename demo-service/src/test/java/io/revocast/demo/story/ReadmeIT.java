package io.revocast.demo.story;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.event.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Does what the README says, as it says it; only ports and addresses are replaced. */
class ReadmeIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path temporary;

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** The blocks of one language, in order. */
    private static List<String> blocks(String language) throws IOException {
        Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        return block.matcher(readme()).results().map(found -> found.group(1)).toList();
    }

    private CommandRun run(String command) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(ROOT.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return CommandRun.start(builder);
    }

    @Test
    void theDemoPrintsWhatTheReadmeShows() throws Exception {
        String command = blocks("sh").get(0).strip();
        assertThat(command).isEqualTo("./revocast demo --once");
        try (CommandRun demo = run("exec " + command + " --ports " + StoryIT.freePorts())) {
            assertThat(demo.await(LIMIT)).isZero();

            String shown = blocks("text").get(1);
            assertThat(steps(demo.output())).isEqualTo(steps(shown)).isNotEmpty();
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
        assertThat(blocks("sh").get(1).strip()).isEqualTo("mvn verify");
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

    @Test
    void theCoordinatesAreTheLibrarys() throws IOException {
        String pom = Files.readString(ROOT.resolve("consumer-lib/pom.xml"));
        String shown = blocks("xml").get(0);

        assertThat(shown).contains("<groupId>io.revocast</groupId>");
        for (String element : List.of("artifactId", "version")) {
            Matcher value =
                    Pattern.compile("<" + element + ">(.*?)</" + element + ">").matcher(shown);
            assertThat(value.find()).isTrue();
            assertThat(pom).contains(value.group());
        }
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
            String sample = blocks("java").get(0).replace("kafka:9092", kafka.bootstrapServers());
            compile("""
                    import com.auth0.jwt.*;
                    import com.auth0.jwt.algorithms.*;
                    import com.auth0.jwt.interfaces.*;
                    import io.revocast.consumer.*;
                    import io.revocast.jwt.*;
                    import java.time.*;

                    public final class Sample {
                        public static String run(Algorithm algorithm, String token) throws Exception {
                            %s
                            return jwt.getId();
                        }
                    }
                    """.formatted(
                            sample.replace("JWTVerifier verifier", "com.auth0.jwt.interfaces.JWTVerifier verifier")));
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
        List<String> commands = blocks("sh")
                .get(2)
                .replace("\\\n", " ")
                .lines()
                .map(String::strip)
                .toList();
        String key;
        String line;
        try (CommandRun apiKey = run(commands.get(0))) {
            assertThat(apiKey.await(LIMIT)).isZero();
            key = match("rvk_[A-Za-z0-9_-]+", apiKey.output());
            line = match("api-keys\\.portal\\s*=.*", apiKey.output());
        }
        int port = StoryIT.freePorts();
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            Path configuration = temporary.resolve("publisher.properties");
            Files.writeString(
                    configuration,
                    "kafka.bootstrap.servers=" + kafka.bootstrapServers() + "\nhttp.port=" + port + "\n" + line + "\n");
            String serve = commands.get(1).replace("publisher.properties", configuration.toString());
            try (CommandRun publisher = run("exec " + serve)) {
                Http http = new Http();
                URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
                await().atMost(LIMIT).until(() -> http.get(ready).status() == 200);

                String curl = commands.get(2)
                        .replace("localhost:8080", "127.0.0.1:" + port)
                        .replaceAll("\\s+#.*", "");
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
