package io.revocast.adapter;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.grpc.Context;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.Jwts;
import io.revocast.adapter.LiveConnections.Registration;
import io.revocast.adapter.grpc.RevocationServerInterceptor;
import io.revocast.adapter.javalin.RevocationHandler;
import io.revocast.adapter.jaxrs.RevocationRequestFilter;
import io.revocast.adapter.jjwt.RevocationJwsParser;
import io.revocast.adapter.jose4j.RevocationJwtConsumer;
import io.revocast.adapter.jose4j.RevocationValidator;
import io.revocast.adapter.nimbus.RevocationJwtProcessor;
import io.revocast.adapter.servlet.RevocationServletFilter;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.glassfish.jersey.server.ResourceConfig;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.Validator;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The samples of {@code docs/adapters.md} are lines of this test, of {@link LiveStreamsTest} and of {@link LiveCallTest}. */
class AdapterPageTest {
    private static final Path PAGE = Path.of("../docs/adapters.md");
    private static final Path TESTS = Path.of("src/test/java/io/revocast/adapter");
    private static final Context.Key<VerifiedToken> TOKEN = Context.key("token");

    private final FakeRevocations revocations = new FakeRevocations();
    private final SecretKey key = HmacTokens.KEY;
    private final String token = HmacTokens.token("\"jti\":\"1\",\"sub\":\"alice\"");

    private void revoke() {
        revocations.revoke(new Target.Token(HmacTokens.ISSUER, "1"));
    }

    private String nimbus(JWTProcessor<SecurityContext> verifier) throws Exception {
        JWTProcessor<SecurityContext> processor = new RevocationJwtProcessor<>(verifier, revocations);
        JWTClaimsSet claims = processor.process(token, null);
        return claims.getSubject();
    }

    private String jjwt() {
        RevocationJwsParser parser =
                new RevocationJwsParser(Jwts.parser().verifyWith(key).build(), revocations);
        Jws<Claims> jws = parser.parseSignedClaims(token);
        return jws.getPayload().getSubject();
    }

    private String jose4j() throws Exception {
        RevocationJwtConsumer consumer = new RevocationJwtConsumer(
                new JwtConsumerBuilder().setVerificationKey(key).build(), revocations);
        JwtClaims claims = consumer.process(token).getJwtClaims();
        return claims.getSubject();
    }

    private String quarkus() throws Exception {
        Validator validator = new RevocationValidator(revocations);
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .registerValidator(validator)
                .build()
                .process(token)
                .getJwtClaims()
                .getSubject();
    }

    int statusOf(Exception failedAuthentication) {
        return RevocationValidator.isUnknown(failedAuthentication) ? 503 : 401;
    }

    @Test
    void librariesAcceptAndRefuse() throws Exception {
        assertThat(nimbus(HmacTokens.nimbus())).isEqualTo("alice");
        assertThat(jjwt()).isEqualTo("alice");
        assertThat(jose4j()).isEqualTo("alice");
        assertThat(quarkus()).isEqualTo("alice");

        revocations.makeStale();
        assertThatThrownBy(this::quarkus)
                .isInstanceOfSatisfying(
                        InvalidJwtException.class, e -> assertThat(statusOf(e)).isEqualTo(503));

        revoke();
        assertThatThrownBy(() -> nimbus(HmacTokens.nimbus())).hasMessage("The token has been revoked");
        assertThatThrownBy(this::jjwt).hasMessage("The token has been revoked");
        assertThatThrownBy(this::jose4j).hasMessageContaining("The token has been revoked");
        assertThatThrownBy(this::quarkus)
                .isInstanceOfSatisfying(
                        InvalidJwtException.class, e -> assertThat(statusOf(e)).isEqualTo(401));
    }

    void authenticated(HttpServletRequest request) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        JWSHeader header = jwt.getHeader();
        JWTClaimsSet claims = HmacTokens.nimbus().process(jwt, null);
        VerifiedToken verified =
                new VerifiedClaims(claims.getClaims(), header.getKeyID(), token.substring(0, token.lastIndexOf('.')));
        request.setAttribute("token", verified);
    }

    void servlet(ServletContext context) {
        FilterRegistration.Dynamic filter =
                context.addFilter("revocation", new RevocationServletFilter(revocations, request ->
                        (VerifiedToken) request.getAttribute("token")));
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    void jaxRs(ResourceConfig application) {
        application.register(
                new RevocationRequestFilter(revocations, request -> (VerifiedToken) request.getProperty("token")));
    }

    void javalin(JavalinConfig config, Handler authentication) {
        config.routes.before(authentication);
        config.routes.before(new RevocationHandler(revocations, context -> context.attribute("token")));
    }

    ServerServiceDefinition grpc(ServerServiceDefinition service, ServerInterceptor authentication) {
        ServerServiceDefinition checked = ServerInterceptors.intercept(
                service, new RevocationServerInterceptor(revocations, (call, headers) -> TOKEN.get()), authentication);
        return checked;
    }

    Registration session(LiveConnections connections, HttpServletRequest request, VerifiedToken verified) {
        HttpSession session = request.getSession();
        Registration connection = connections.add(verified, session::invalidate);
        return connection;
    }

    private final List<String> processed = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    void poll(Consumer<String, String> consumer) {
        ConsumerRecords<String, String> messages = consumer.poll(Duration.ofSeconds(1));
        for (TopicPartition partition : messages.partitions()) {
            for (ConsumerRecord<String, String> message : messages.records(partition)) {
                Verdict verdict = revocations.check(tokenOf(message));
                if (verdict.accepted()) {
                    process(message);
                } else if (verdict instanceof Verdict.Unknown unknown
                        && !unknown.reason().concernsToken()) {
                    consumer.seek(partition, message.offset());
                    break;
                } else {
                    reject(message);
                }
            }
        }
        consumer.commitSync();
    }

    private VerifiedToken tokenOf(ConsumerRecord<String, String> message) {
        return HmacTokens.verified(message.value());
    }

    private void process(ConsumerRecord<String, String> message) {
        processed.add(message.key());
    }

    private void reject(ConsumerRecord<String, String> message) {
        rejected.add(message.key());
    }

    @Test
    void aMessageWaitsWhileTheVerdictIsUnknown() {
        TopicPartition partition = new TopicPartition("orders", 0);
        MockConsumer<String, String> consumer = new MockConsumer<>("earliest");
        consumer.assign(List.of(partition));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.addRecord(new ConsumerRecord<>("orders", 0, 0, "a", token));
        consumer.addRecord(new ConsumerRecord<>("orders", 0, 1, "b", HmacTokens.token("\"jti\":\"2\"")));
        revoke();
        revocations.makeStale();

        poll(consumer);
        assertThat(processed).isEmpty();
        assertThat(rejected).containsExactly("a");
        assertThat(consumer.position(partition)).isEqualTo(1);

        revocations.makeCurrent();
        consumer.addRecord(new ConsumerRecord<>("orders", 0, 1, "b", HmacTokens.token("\"jti\":\"2\"")));
        poll(consumer);
        assertThat(processed).containsExactly("b");
        assertThat(consumer.committed(Set.of(partition)))
                .containsEntry(partition, new OffsetAndMetadata(2, Optional.empty(), ""));
    }

    @Test
    void everySampleIsAPartOfThisTest() throws IOException {
        String source = withoutSpaces(Files.readString(TESTS.resolve("AdapterPageTest.java"))
                + Files.readString(TESTS.resolve("LiveStreamsTest.java"))
                + Files.readString(TESTS.resolve("LiveCallTest.java")));
        Matcher samples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        int count = 0;
        while (samples.find()) {
            count++;
            assertThat(source).contains(withoutSpaces(samples.group(1)));
        }
        assertThat(count).isEqualTo(16);
    }

    private static String withoutSpaces(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void thePageNamesEveryAdapterAndTheTestedVersions() throws IOException {
        String page = Files.readString(PAGE);
        String versions = Files.readString(Path.of("../pom.xml"));
        assertThat(page)
                .contains(
                        "`RevocationJwtProcessor`",
                        "`RevocationJwsParser`",
                        "`RevocationJwtConsumer`",
                        "`RevocationValidator`",
                        "`RevocationServletFilter`",
                        "`RevocationRequestFilter`",
                        "`RevocationHandler`",
                        "`RevocationServerInterceptor`",
                        "`LiveConnections`",
                        "`LiveCallInterceptor`",
                        "`Retry-After: " + Refusal.UNKNOWN.headerValue());
        for (Map.Entry<String, String> tested : Map.of(
                        "java-jwt", "java-jwt.version",
                        "nimbus-jose-jwt", "nimbus-jose-jwt.version",
                        "jjwt", "jjwt.version",
                        "jose4j", "jose4j.version",
                        "Jersey", "jersey.version",
                        "Javalin", "javalin.version",
                        "grpc-java", "grpc.version",
                        "kafka-clients", "kafka.version")
                .entrySet()) {
            Matcher version = Pattern.compile("<" + Pattern.quote(tested.getValue()) + ">(.*?)<")
                    .matcher(versions);
            assertThat(version.find()).isTrue();
            assertThat(page).contains(tested.getKey() + " " + version.group(1));
        }
    }
}
