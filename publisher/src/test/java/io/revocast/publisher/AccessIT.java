package io.revocast.publisher;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Callers with access tokens, at a whole publisher. */
class AccessIT {
    private static final RSAKey KEY = key();

    @TempDir
    private Path directory;

    private final List<Publisher> running = new ArrayList<>();
    private Path jwks = Path.of("unset");

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void writeKeys() throws Exception {
        jwks = Files.writeString(
                directory.resolve("jwks.json"), new JWKSet(List.of(KEY.toPublicJWK())).toString(false));
    }

    @AfterEach
    void stop() {
        running.forEach(Publisher::close);
    }

    private int publisher(String bootstrapServers) throws Exception {
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers",
                bootstrapServers,
                "topic.name",
                TestKafka.uniqueTopicName("revocations"),
                "http.port",
                "0",
                "callers.idp.iss",
                "https://idp",
                "callers.idp.jwks-file",
                jwks.toString(),
                "callers.idp.audience",
                "revocast");
        Publisher publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        running.add(publisher);
        publisher.start();
        return publisher.port();
    }

    private static String token(String jti) throws Exception {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("k1")
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                new Payload("{\"iss\":\"https://idp\",\"aud\":\"revocast\",\"client_id\":\"portal\",\"sub\":\"alice\","
                        + "\"jti\":\"" + jti + "\",\"scope\":\"revocation:token:write revocation:read\",\"exp\":"
                        + Instant.now().plusSeconds(600).getEpochSecond() + "}"));
        token.sign(new RSASSASigner(KEY));
        return token.serialize();
    }

    /** E3. */
    @Test
    void callerMayRevokeItsOwnTokenOnce() throws Exception {
        int port = publisher(TestKafka.shared().bootstrapServers());
        String token = token("t1");
        ApiClient caller = new ApiClient(port, token);
        ApiClient other = new ApiClient(port, token("t2"));
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> other.get("/v1/revocations").status() == 200);

        Answer revoked = caller.revoke("{\"token\":\"" + token + "\"}");

        assertThat(revoked.status()).as(revoked.response().body()).isEqualTo(201);
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> caller.get("/v1/revocations").status() == 401);
        assertThat(other.get("/v1/revocations").response().body()).contains("\"by\":\"idp:portal:alice\"");
        Answer forbidden = other.revoke("{\"target\":{\"kind\":\"key\",\"issuer\":\"https://idp\",\"kid\":\"k1\"}}");
        assertThat(forbidden.status()).isEqualTo(403);
    }

    @Test
    void withoutABrokerTokensCannotBeJudged() throws Exception {
        ApiClient caller = new ApiClient(publisher("127.0.0.1:9"), token("t1"));

        Answer answer = caller.get("/v1/revocations");

        assertThat(answer.status()).isEqualTo(503);
        // The brokers' time is the first of the unknowns; the state of the list would be the next.
        assertThat(answer.json().path("detail").asText())
                .startsWith("who is asking cannot be told now: whether the token is in force cannot be told: "
                        + "the brokers' time is not known");
    }
}
