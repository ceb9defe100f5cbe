package io.revocast;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.revocast.consumer.Counters;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationCheck;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.jwt.RevocationUnknownException;
import io.revocast.jwt.RevocationVerifier;
import io.revocast.metrics.RevocationMetrics;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The samples of {@code docs/library.md} are lines of this test, and its tables name what exists. */
class LibraryPageTest {
    private static final Path PAGE = Path.of("../docs/library.md");
    private static final Path SOURCE = Path.of("src/test/java/io/revocast/LibraryPageTest.java");
    private static final Algorithm ALGORITHM = Algorithm.HMAC256("a secret of at least thirty-two bytes");

    private final String aliceToken = token("alice");
    private final String bobToken = token("bob");

    private static String token(String subject) {
        return JWT.create()
                .withIssuer("https://issuer.example")
                .withSubject(subject)
                .withIssuedAt(Instant.now().minusSeconds(10))
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(ALGORITHM);
    }

    private static final class Answer extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Answer(int status, Object detail) {
            super(String.valueOf(detail));
            this.status = status;
        }
    }

    private static final class Service {
        private final JWTVerifier verifier;

        Service(RevocationCheck revocations) {
            verifier = new RevocationVerifier(JWT.require(ALGORITHM).build(), revocations);
        }

        DecodedJWT authenticate(String token) {
            try {
                return verifier.verify(token);
            } catch (JWTVerificationException e) {
                throw unauthorized("invalid_token");
            } catch (RevocationUnknownException e) {
                throw serviceUnavailable(Duration.ofSeconds(1));
            }
        }

        private static Answer unauthorized(String error) {
            return new Answer(401, error);
        }

        private static Answer serviceUnavailable(Duration retryAfter) {
            return new Answer(503, retryAfter);
        }

        int statusFor(String token) {
            try {
                DecodedJWT unused = authenticate(token);
                return 200;
            } catch (Answer answer) {
                return answer.status;
            }
        }
    }

    @Test
    void theServiceAnswersAsThePageSays() {
        FakeRevocations revocations = new FakeRevocations();
        Service service = new Service(revocations);
        assertThat(service.statusFor(aliceToken)).isEqualTo(200);

        revocations.revoke(new Target.Claim("https://issuer.example", "sub", "alice"));
        assertThat(service.statusFor(aliceToken)).isEqualTo(401);

        revocations.makeStale();
        assertThat(service.statusFor(bobToken)).isEqualTo(503);
    }

    private static final class Sockets {
        private final List<Object> closed = new ArrayList<>();

        void closeAllOf(Target target) {
            closed.add(target);
        }

        void closeAllThatAreRevoked(RevocationCheck check) {
            closed.add(check);
        }
    }

    @Test
    void aListenerClosesSockets() {
        FakeRevocations revocations = new FakeRevocations();
        Sockets sockets = new Sockets();
        RevocationListener closer = new RevocationListener() {
            @Override
            public void onRevoked(Revocation revocation) {
                sockets.closeAllOf(revocation.target());
            }

            @Override
            public void onNotificationsDropped(long count) {
                sockets.closeAllThatAreRevoked(revocations);
            }
        };
        revocations.addListener(closer);
        Target target = new Target.Issuer("https://issuer.example");
        revocations.revoke(target);
        revocations.removeListener(closer);
        revocations.revoke(new Target.Issuer("https://another.example"));

        assertThat(sockets.closed).containsExactly(target);
    }

    @Test
    void verifiedClaimsAreChecked() {
        FakeRevocations revocations = new FakeRevocations();
        revocations.revoke(new Target.Key("https://issuer.example", "k1"));
        String compact = aliceToken;
        Map<String, ?> claims = Map.of("iss", "https://issuer.example", "sub", "alice");
        String keyId = "k1";
        VerifiedToken token = new VerifiedClaims(claims, keyId, compact.substring(0, compact.lastIndexOf('.')));
        Verdict verdict = revocations.check(token);

        assertThat(verdict).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aListReportsAndKeepsNotes() {
        RevocationList.Builder builder = RevocationList.builder().bootstrapServers("localhost:1");
        builder.reporting(Reporting.as("payments"));
        builder.keepNotes(8 * 1024 * 1024);

        try (RevocationList list = builder.build()) {
            assertThat(list.status().counters().get(Counters.REPORTS_SENT)).isZero();
        }
    }

    @Test
    void reportingIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        Reporting defaults = Reporting.as("payments");

        assertThat(page)
                .contains("| `withTopic` | `" + defaults.topic() + "` |")
                .contains("| `withMaxPerSecond` | " + defaults.maxPerSecond() + " |")
                .contains("| `withPeriod` | `" + defaults.period() + "` |");
        assertThat(Arrays.stream(Reporting.class.getDeclaredMethods())
                        .map(Method::getName)
                        .filter(name -> name.startsWith("with")))
                .allMatch(name -> page.contains("| `" + name + "` |"));
    }

    @Test
    void statesReasonsAndStatusAreOnThePage() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(State.values()).allMatch(state -> page.contains("| `" + state + "` |"));
        assertThat(Verdict.Reason.values()).allMatch(reason -> page.contains("`" + reason + "`"));
        assertThat(Status.class.getRecordComponents()).allMatch(value -> page.contains("`" + value.getName() + "`"));
    }

    @Test
    void metricsAreBoundToARegistry() {
        FakeRevocations revocations = new FakeRevocations();
        MeterRegistry registry = new SimpleMeterRegistry();
        RevocationMetrics metrics = new RevocationMetrics(revocations);
        metrics.bindTo(registry);

        assertThat(registry.get("revocast.entries").gauge().value()).isZero();
        metrics.close();
    }

    @Test
    void everyLineOfASampleIsALineOfThisTest() throws IOException {
        List<String> lines =
                Files.readAllLines(SOURCE).stream().map(String::strip).toList();
        Matcher samples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        int count = 0;
        while (samples.find()) {
            count++;
            assertThat(lines)
                    .containsAll(Arrays.stream(samples.group(1).split("\n", -1))
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        }
        assertThat(count).isEqualTo(7);
    }

    @Test
    void everyCounterIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Counters.names())
                .allMatch(name -> page.contains("`" + name + "`")
                        || page.contains("`" + name.substring(0, name.lastIndexOf('.') + 1) + "*`")
                        || page.contains("`" + name.replaceFirst("_.*", "_*") + "`"));
    }
}
