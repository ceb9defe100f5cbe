package io.revocast.publisher.credentials;

import io.revocast.publisher.credentials.Credential.Bearer;
import io.revocast.publisher.credentials.Credential.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The certificate has the names DNS:Portal.example, URI:spiffe://example/portal and email:dns@x.example. */
class ClientCertificateTest {
    private static final String SHA256 = "350b204402a1886ba722dcd802ba44a08c845a219c5cd263f612e306ae6e61fc";
    private static final Instant VALID = Instant.parse("2026-12-01T00:00:00Z");
    private static final X509Certificate PORTAL = portal();

    private static X509Certificate portal() {
        try (InputStream pem = ClientCertificateTest.class.getResourceAsStream("/access/portal.pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Caller> find(Instant now, String... lines) {
        return new CertificateResolver(
                        Arrays.stream(lines)
                                .map(line -> ClientCertificate.parse("portal-" + line.charAt(0), line))
                                .toList(),
                        Clock.fixed(now, ZoneOffset.UTC))
                .find(new Certificate(PORTAL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dns:portal.example", "dns:PORTAL.EXAMPLE", "uri:spiffe://example/portal", "sha256:" + SHA256})
    void certificateIsKnownByANameOrItsHash(String mark) {
        Caller caller =
                find(VALID, mark + " token read client=spa issuer=https://a").orElseThrow();

        assertThat(caller.name()).startsWith("portal-");
        assertThat(caller.clientId()).isEqualTo("spa");
        assertThat(caller.scopes()).containsExactlyInAnyOrder(Scope.WRITE_TOKEN, Scope.READ);
        assertThat(caller.issuers()).isEqualTo(Set.of("https://a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns:example",
                "dns:portal",
                "dns:x.example",
                "uri:spiffe://example/Portal",
                "uri:spiffe://example/portal2",
                "sha256:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void otherCertificatesAreNobodys(String mark) {
        assertThat(find(VALID, mark + " token")).isEmpty();
    }

    @Test
    void earlierLineDecidesWhereTwoMatch() {
        assertThat(find(VALID, "uri:spiffe://example/portal -", "dns:portal.example *")
                        .orElseThrow()
                        .name())
                .isEqualTo("portal-u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-25T01:41:02Z", "2036-11-22T01:41:04Z"})
    void certificateIsOnlyGoodWhileItIsValid(String now) {
        assertThat(find(Instant.parse(now), "dns:portal.example token")).isEmpty();
    }

    @Test
    void otherCredentialsAreNoCertificates() {
        CertificateResolver known = new CertificateResolver(
                List.of(ClientCertificate.parse("portal", "dns:portal.example token")),
                Clock.fixed(VALID, ZoneOffset.UTC));

        assertThat(known.find(new Bearer("dns:portal.example"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dns:portal.example",
                "portal.example token",
                "dns: token",
                "dns:*.example token",
                "dns:a_b token",
                "uri:portal token",
                "sha256:00 token",
                "cn:portal token"
            })
    void lineThatIsNoMarkIsRefused(String line) {
        assertThatThrownBy(() -> ClientCertificate.parse("portal", line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must begin with dns:<host name>, uri:<URI> or sha256:<64 hex digits");
    }

    @Test
    void wordsAreThoseOfAnApiKey() {
        assertThatThrownBy(() -> ClientCertificate.parse("portal", "dns:portal.example user"))
                .hasMessageStartingWith("kinds must be token, claim, key, issuer");
    }
}
