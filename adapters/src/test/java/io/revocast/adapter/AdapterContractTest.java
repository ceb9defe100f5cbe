package io.revocast.adapter;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static io.revocast.adapter.HmacTokens.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** One token gets one answer, whichever adapter checks it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdapterContractTest {
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    private static final Instant CUT_OFF = Instant.ofEpochSecond(1_700_000_000);

    private FakeRevocations revocations = new FakeRevocations();
    private final List<TokenAdapter> adapters = new ArrayList<>();
    private @Nullable WebAdapters web;

    /** What came of a token. {@code OTHER} is an answer that the contract does not allow. */
    enum Outcome {
        ACCEPTED,
        REVOKED,
        UNKNOWN,
        UNCHECKABLE,
        OTHER
    }

    /** Gives a compact token to an adapter. */
    @FunctionalInterface
    interface Attempt {
        Outcome of(String compact) throws Exception;
    }

    /** An adapter, with everything that it needs around it. */
    record TokenAdapter(String name, Attempt attempt) {}

    @BeforeAll
    void start() throws Exception {
        WebAdapters servers = new WebAdapters(token -> revocations.check(token));
        web = servers;
        adapters.addAll(new LibraryAdapters(token -> revocations.check(token)).all());
        adapters.add(new TokenAdapter("servlet", token -> outcome(servers.servlet(token))));
        adapters.add(new TokenAdapter("JAX-RS", token -> outcome(servers.jaxRs(token))));
        adapters.add(new TokenAdapter("Javalin", token -> outcome(servers.javalin(token))));
        adapters.add(new TokenAdapter("gRPC", token -> outcome(servers.grpc(token))));
    }

    @AfterAll
    void stop() {
        if (web != null) {
            web.close();
        }
    }

    private static Outcome outcome(WebAdapters.Answer answer) {
        return switch (answer.status()) {
            case 200 -> Outcome.ACCEPTED;
            case 401 -> answer.body().contains(Refusal.UNCHECKABLE.detail()) ? Outcome.UNCHECKABLE : Outcome.REVOKED;
            case 503 -> Outcome.UNKNOWN;
            default -> Outcome.OTHER;
        };
    }

    private void assertEach(String token, Outcome expected) throws Exception {
        for (TokenAdapter adapter : adapters) {
            assertThat(adapter.attempt().of(token)).as(adapter.name()).isEqualTo(expected);
        }
    }

    private static Target claim(String name, String value) {
        return new Target.Claim(ISSUER, name, value);
    }

    private static Target path(String pointer, String value) {
        return new Target.Path(ISSUER, pointer, value);
    }

    static Stream<Arguments> claims() {
        String big = "\"id\":12345678901234567890";
        String nested =
                "\"act\":{\"sub\":\"a\",\"id\":12345678901234567890,\"ids\":[null,12345678901234567890],\"x\":null}";
        return Stream.of(
                arguments(big, claim("id", "12345678901234567890"), Outcome.REVOKED),
                arguments(big, claim("id", "12345678901234567891"), Outcome.ACCEPTED),
                arguments(big, claim("id", "12345678901234567000"), Outcome.ACCEPTED),
                arguments("\"id\":-12345678901234567890", claim("id", "-12345678901234567890"), Outcome.REVOKED),
                arguments("\"id\":9007199254740993", claim("id", "9007199254740993"), Outcome.REVOKED),
                arguments("\"id\":9007199254740993", claim("id", "9007199254740992"), Outcome.ACCEPTED),
                arguments("\"id\":[12345678901234567890,\"a\"]", claim("id", "12345678901234567890"), Outcome.REVOKED),
                arguments("\"id\":\"12345678901234567890\"", claim("id", "12345678901234567890"), Outcome.REVOKED),
                arguments("\"id\":7", claim("id", "7"), Outcome.REVOKED),
                arguments("\"id\":7.0", claim("id", "7"), Outcome.REVOKED),
                arguments("\"id\":7e0", claim("id", "7"), Outcome.REVOKED),
                arguments("\"id\":1e20", claim("id", "100000000000000000000"), Outcome.REVOKED),
                arguments("\"id\":0.25", claim("id", "0.25"), Outcome.REVOKED),
                arguments("\"id\":true", claim("id", "true"), Outcome.REVOKED),
                arguments("\"id\":true", claim("id", "1"), Outcome.ACCEPTED),
                arguments("\"id\":null", claim("id", "null"), Outcome.ACCEPTED),
                arguments("\"id\":\"\"", claim("id", "null"), Outcome.ACCEPTED),
                arguments("\"id\":[null,\"null\"]", claim("id", "null"), Outcome.REVOKED),
                arguments("\"id\":[null]", claim("id", "null"), Outcome.ACCEPTED),
                arguments("\"id\":[]", claim("id", "a"), Outcome.ACCEPTED),
                arguments("\"id\":{\"a\":1}", claim("id", "a"), Outcome.ACCEPTED),
                arguments("\"sub\":\"alice\"", claim("sub", "alice"), Outcome.REVOKED),
                arguments("\"sub\":\"Alice\"", claim("sub", "alice"), Outcome.ACCEPTED),
                arguments("\"sub\":\"\\u0061lice\"", claim("sub", "alice"), Outcome.REVOKED),
                arguments("\"aud\":\"a\"", claim("aud", "a"), Outcome.REVOKED),
                arguments("\"aud\":[\"b\",\"a\"]", claim("aud", "a"), Outcome.REVOKED),
                arguments("\"updated_at\":1600000000", claim("updated_at", "1600000000"), Outcome.REVOKED),
                arguments("\"auth_time\":1600000000", claim("auth_time", "1600000000"), Outcome.REVOKED),
                arguments("\"scope\":\"read write\"", claim("scope", "write"), Outcome.REVOKED),
                arguments("\"scope\":\"read write\"", claim("scope", "read write"), Outcome.REVOKED),
                arguments("\"scope\":\"read writer\"", claim("scope", "write"), Outcome.ACCEPTED),
                arguments("\"scope\":[\"read\",\"write\"]", claim("scope", "write"), Outcome.REVOKED),
                arguments(nested, path("/act/id", "12345678901234567890"), Outcome.REVOKED),
                arguments(nested, path("/act/ids", "12345678901234567890"), Outcome.REVOKED),
                arguments(nested, path("/act/ids/1", "12345678901234567890"), Outcome.REVOKED),
                arguments(nested, path("/act/id", "12345678901234567000"), Outcome.ACCEPTED),
                arguments(nested, path("/act/sub", "a"), Outcome.REVOKED),
                arguments(nested, path("/act/x", "null"), Outcome.ACCEPTED),
                arguments(nested, path("/act/y", "a"), Outcome.ACCEPTED));
    }

    @ParameterizedTest
    @MethodSource("claims")
    void aClaimMatchesAlike(String members, Target target, Outcome expected) throws Exception {
        revocations = new FakeRevocations();
        revocations.revoke(new Revocation(target, END, CUT_OFF));

        assertEach(HmacTokens.token("\"iat\":1600000000," + members), expected);
    }

    static Stream<Arguments> times() {
        return Stream.of(
                arguments("\"iat\":1699999999", Outcome.REVOKED),
                arguments("\"iat\":1700000000", Outcome.REVOKED),
                arguments("\"iat\":1700000000.999", Outcome.REVOKED),
                arguments("\"iat\":1.7e9", Outcome.REVOKED),
                arguments("\"iat\":1700000001", Outcome.ACCEPTED),
                arguments("\"iat\":null", Outcome.REVOKED),
                arguments("\"iat\":1700000001,\"auth_time\":1600000000", Outcome.REVOKED),
                arguments("\"iat\":1700000001,\"auth_time\":1600000001", Outcome.ACCEPTED),
                arguments("\"iat\":1700000001,\"auth_time\":\"1600000000\"", Outcome.ACCEPTED),
                arguments("", Outcome.REVOKED));
    }

    @ParameterizedTest
    @MethodSource("times")
    void timesAreComparedAlike(String members, Outcome expected) throws Exception {
        revocations = new FakeRevocations();
        revocations.revoke(
                new Revocation(new Target.Issuer(ISSUER), END, CUT_OFF, Instant.ofEpochSecond(1_600_000_000)));

        assertEach(HmacTokens.token(members), expected);
    }

    @Test
    void aTokenIsNamedByItsJtiOrItsFingerprint() throws Exception {
        String withJti = HmacTokens.token("\"jti\":\"1\"");
        String without = HmacTokens.token("\"sub\":\"alice\"");
        VerifiedToken fingerprinted = HmacTokens.verified(without);
        revocations = new FakeRevocations();
        assertEach(withJti, Outcome.ACCEPTED);
        assertEach(without, Outcome.ACCEPTED);

        revocations.revoke(new Target.Token(ISSUER, "1"));
        revocations.revoke(new Target.Token(ISSUER, Target.Token.fingerprint(fingerprinted.signingInput())));

        assertEach(withJti, Outcome.REVOKED);
        assertEach(without, Outcome.REVOKED);
        assertEach(HmacTokens.token("\"jti\":\"2\""), Outcome.ACCEPTED);
        assertEach(HmacTokens.token("\"sub\":\"bob\""), Outcome.ACCEPTED);
        assertEach(HmacTokens.token("\"sub\":\"alice\" "), Outcome.ACCEPTED);
        assertEach(HmacTokens.token("\"jti\":null"), Outcome.ACCEPTED);
    }

    @Test
    void aKeyIsThatOfTheHeader() throws Exception {
        revocations = new FakeRevocations();
        revocations.revoke(new Target.Key(ISSUER, "k1"));

        assertEach(HmacTokens.token("{\"alg\":\"HS256\",\"kid\":\"k1\"}", "\"jti\":\"1\""), Outcome.REVOKED);
        assertEach(HmacTokens.token("{\"alg\":\"HS256\",\"kid\":\"k2\"}", "\"jti\":\"1\""), Outcome.ACCEPTED);
        assertEach(HmacTokens.token("\"jti\":\"1\",\"kid\":\"k1\""), Outcome.ACCEPTED);
    }

    @Test
    void anUnknownVerdictIsNeverARevocation() throws Exception {
        revocations = new FakeRevocations();
        revocations.revoke(new Target.Token(ISSUER, "1"));
        revocations.makeStale();

        assertEach(HmacTokens.token("\"jti\":\"1\""), Outcome.REVOKED);
        assertEach(HmacTokens.token("\"jti\":\"2\""), Outcome.UNKNOWN);
        revocations.makeCurrent();
        assertEach(HmacTokens.token("\"jti\":\"2\""), Outcome.ACCEPTED);
    }

    @Test
    void aTokenThatNoListCanCheckIsRefusedForGood() throws Exception {
        revocations = new FakeRevocations();
        String withoutIssuer = HmacTokens.sign("{\"alg\":\"HS256\"}", "{\"exp\":4000000000,\"jti\":\"2\"}");

        assertEach(withoutIssuer, Outcome.UNCHECKABLE);
        revocations = new FakeRevocations(FailurePolicy.ALLOW);
        assertEach(withoutIssuer, Outcome.ACCEPTED);
    }

    @Test
    void thePolicyAllowAcceptsAnUnknownVerdict() throws Exception {
        revocations = new FakeRevocations(FailurePolicy.ALLOW);
        revocations.makeUnknown();

        assertEach(HmacTokens.token("\"jti\":\"2\""), Outcome.ACCEPTED);
    }
}
