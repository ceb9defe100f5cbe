package io.revocast.publisher.console;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.revocast.publisher.console.openid.OpenIdClient;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.Scope;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Signing in at an OpenID Provider, with all three parties in this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenIdRoutesTest {
    private static final String ACCESS_TOKEN =
            Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":4102444800}");

    private final HttpClient http = HttpClient.newHttpClient();
    private TestProvider provider;
    private ConsoleFixture console;
    private Duration metadataAge = Duration.ZERO;

    @BeforeAll
    void start() throws Exception {
        provider = new TestProvider();
        console = new ConsoleFixture(
                credential -> credential.equals(new Credential.Bearer(ACCESS_TOKEN))
                        ? Optional.of(new Caller("test:console:alice", "console", Set.of(Scope.READ), Set.of()))
                        : Optional.empty(),
                false,
                "",
                List.of(
                        new OpenIdClient("test", provider.issuer(), TestProvider.CLIENT, null, Set.of("openid", "x")),
                        new OpenIdClient("secret", provider.issuer(), TestProvider.CLIENT, "s3cret", Set.of("openid")),
                        new OpenIdClient("down", "http://127.0.0.1:1", "x", null, Set.of("openid"))));
    }

    @BeforeEach
    void reset() {
        provider.reset(ACCESS_TOKEN);
        console.reset();
        // The metadata is read again.
        metadataAge = metadataAge.plusMinutes(6);
        console.clock.pass(metadataAge);
    }

    @AfterAll
    void stop() {
        console.close();
        provider.close();
    }

    /** Goes to the provider, whose user signs in. Returns the address that the browser is sent back to. */
    private URI atProvider(Browser browser, String alias) throws Exception {
        Answer begun = browser.get("/console/sign-in/" + alias);
        assertThat(begun.status()).isEqualTo(302);
        HttpResponse<Void> answer = http.send(
                HttpRequest.newBuilder(URI.create(begun.header("Location"))).build(), BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(302);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static Answer back(Browser browser, URI address) throws Exception {
        return browser.get(address.getPath() + "?" + address.getRawQuery());
    }

    private Answer signIn(Browser browser) throws Exception {
        return back(browser, atProvider(browser, "test"));
    }

    private static void assertProblem(Answer answer, String problem) {
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/#/sign-in?problem=" + problem);
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("revocast-session="));
    }

    private void assertRefused(String problem) throws Exception {
        Browser browser = console.browser();
        assertProblem(signIn(browser), problem);
        assertThat(browser.session().path("signedIn").asBoolean()).isFalse();
    }

    @Test
    void providersAreOffered() throws Exception {
        assertThat(console.browser().session().path("providers").path(0).toString())
                .isEqualTo("{\"alias\":\"test\",\"issuer\":\"" + provider.issuer()
                        + "\",\"url\":\"/console/sign-in/test\"}");
    }

    @Test
    void userSignsInAtTheProvider() throws Exception {
        Browser browser = console.browser();

        Answer answer = signIn(browser);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.response().body()).contains("content=\"0;url=/\"");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.matches("revocast-session=[\\w-]{43,}; Path=/; HttpOnly; SameSite=Strict"))
                .anyMatch(cookie -> cookie.startsWith("revocast-sign-in=; ") && cookie.contains("Max-Age=0"));
        assertThat(browser.session().path("name").asText()).isEqualTo("test:console:alice");
        assertThat(browser.get("/read").status()).isEqualTo(200);
        assertThat(console.audit)
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).isEqualTo("console_sign_in"));
    }

    @Test
    void requestHasWhatTheFlowNeedsAndTheCookieIsShortLived() throws Exception {
        Answer begun = console.browser().get("/console/sign-in/test");

        URI address = URI.create(begun.header("Location"));
        assertThat(address.toString()).startsWith(provider.issuer() + "/authorize?");
        assertThat(TestProvider.parameter(address, "response_type")).isEqualTo("code");
        assertThat(TestProvider.parameter(address, "client_id")).isEqualTo("console");
        assertThat(TestProvider.parameter(address, "scope").split(" ")).containsExactlyInAnyOrder("openid", "x");
        assertThat(TestProvider.parameter(address, "code_challenge_method")).isEqualTo("S256");
        assertThat(TestProvider.parameter(address, "code_challenge")).hasSize(43);
        assertThat(TestProvider.parameter(address, "state")).hasSize(43);
        assertThat(TestProvider.parameter(address, "nonce")).hasSize(43);
        assertThat(TestProvider.parameter(address, "redirect_uri"))
                .isEqualTo("http://127.0.0.1:" + console.server.port() + "/console/callback");
        assertThat(begun.header("Set-Cookie"))
                .matches("revocast-sign-in=[\\w~-]+; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
        assertThat(begun.header("Set-Cookie"))
                .doesNotContain(TestProvider.parameter(address, "state"))
                .doesNotContain(TestProvider.parameter(address, "nonce"));
    }

    @Test
    void codeIsExchangedWithItsVerifierByAPublicClient() throws Exception {
        signIn(console.browser());

        assertThat(provider.exchanges).singleElement().satisfies(request -> {
            assertThat(request.getClientAuthentication()).isNull();
            assertThat(request.getClientID().getValue()).isEqualTo("console");
            assertThat(((AuthorizationCodeGrant) request.getAuthorizationGrant())
                            .getCodeVerifier()
                            .getValue())
                    .hasSize(43);
        });
    }

    @Test
    void confidentialClientShowsItsSecretAsTheProviderWantsIt() throws Exception {
        Browser browser = console.browser();
        assertThat(back(browser, atProvider(browser, "secret")).status()).isEqualTo(200);
        assertThat(provider.exchanges.get(0).getClientAuthentication()).isInstanceOf(ClientSecretBasic.class);
        provider.metadata = document -> {
            document.setTokenEndpointAuthMethods(List.of(ClientAuthenticationMethod.CLIENT_SECRET_POST));
            return document;
        };
        console.clock.pass(Duration.ofMinutes(6));

        Browser other = console.browser();
        back(other, atProvider(other, "secret"));

        TokenRequest posted = provider.exchanges.get(1);
        assertThat(posted.getClientAuthentication())
                .isInstanceOfSatisfying(
                        ClientSecretPost.class,
                        secret ->
                                assertThat(secret.getClientSecret().getValue()).isEqualTo("s3cret"));
    }

    @Test
    void otherStateIsRefused() throws Exception {
        Browser browser = console.browser();
        URI address = atProvider(browser, "test");
        String state = TestProvider.parameter(address, "state");

        assertProblem(back(browser, URI.create(address.toString().replace(state, "x" + state.substring(1)))), "state");
        assertThat(provider.exchanges).isEmpty();
    }

    @Test
    void browserThatDidNotBeginTheSignInIsRefused() throws Exception {
        URI address = atProvider(console.browser(), "test");
        Browser other = console.browser();
        assertProblem(back(other, address), "state");
        atProvider(other, "test");

        assertProblem(back(other, address), "state");
        assertThat(provider.exchanges).isEmpty();
    }

    @Test
    void cookieIsForOneProviderAndOneAnswer() throws Exception {
        Browser browser = console.browser();
        URI address = atProvider(browser, "test");
        browser.cookies().computeIfPresent("revocast-sign-in", (name, cookie) -> cookie.replace("~test", "~secret"));
        assertProblem(back(browser, address), "state");

        URI good = atProvider(browser, "test");
        assertThat(back(browser, good).status()).isEqualTo(200);
        assertProblem(back(browser, good), "state");
    }

    @Test
    void signInThatTookTooLongIsRefused() throws Exception {
        Browser browser = console.browser();
        URI address = atProvider(browser, "test");

        console.clock.pass(Duration.ofMinutes(10));

        assertProblem(back(browser, address), "state");
    }

    @Test
    void answerOfAnotherIssuerIsRefused() throws Exception {
        provider.sentIssuer = "https://evil.example";

        assertRefused("provider");
        assertThat(provider.exchanges).isEmpty();
    }

    @Test
    void issuerThatTheProviderPromisesMustBeSent() throws Exception {
        provider.sentIssuer = "";

        assertRefused("provider");
    }

    @Test
    void issuerThatTheProviderDoesNotPromiseMayBeMissing() throws Exception {
        provider.sentIssuer = "";
        provider.metadata = document -> {
            document.setSupportsAuthorizationResponseIssuerParam(false);
            return document;
        };

        assertThat(signIn(console.browser()).status()).isEqualTo(200);
    }

    @Test
    void refusalOfTheProviderIsShown() throws Exception {
        provider.denies = true;

        assertRefused("provider");
    }

    @Test
    void idTokenOfAnotherSignInIsRefused() throws Exception {
        provider.idToken = claims -> claims.claim("nonce", "other");

        assertRefused("provider");
    }

    @Test
    void idTokenWithoutNonceIsRefused() throws Exception {
        provider.idToken = claims -> claims.claim("nonce", null);

        assertRefused("provider");
    }

    @Test
    void idTokenOfAnotherClientIsRefused() throws Exception {
        provider.idToken = claims -> claims.audience("other");

        assertRefused("provider");
    }

    @Test
    void idTokenOfAnotherIssuerIsRefused() throws Exception {
        provider.idToken = claims -> claims.issuer("https://evil.example");

        assertRefused("provider");
    }

    @Test
    void expiredIdTokenIsRefused() throws Exception {
        provider.idToken = claims ->
                claims.claim("exp", Instant.now().minus(Duration.ofMinutes(5)).getEpochSecond());

        assertRefused("provider");
    }

    @Test
    void idTokenThatTheProviderDidNotSignIsRefused() throws Exception {
        provider.signer = TestProvider.key();

        assertRefused("provider");
    }

    @Test
    void idTokenOfAnotherAccessTokenIsRefused() throws Exception {
        provider.idToken = claims -> claims.claim("at_hash", "x".repeat(22));

        assertRefused("provider");
    }

    @Test
    void accessTokenThatIsNotAcceptedHereIsRefusedAndCounted() throws Exception {
        provider.accessToken = "opaque";

        assertRefused("scopes");
        assertThat(console.attempts).contains("WRONG");
    }

    @Test
    void metadataOfAnotherIssuerIsRefused() throws Exception {
        provider.metadata = document -> {
            var other = new OIDCProviderMetadata(
                    new Issuer("https://evil.example"), document.getSubjectTypes(), document.getJWKSetURI());
            other.setAuthorizationEndpointURI(document.getAuthorizationEndpointURI());
            other.setTokenEndpointURI(document.getTokenEndpointURI());
            return other;
        };

        assertProblem(console.browser().get("/console/sign-in/test"), "provider");
    }

    @Test
    void providerThatIsDownIsSaidToBe() throws Exception {
        assertProblem(console.browser().get("/console/sign-in/down"), "unavailable");
    }

    @Test
    void providerThatHangsHoldsNoRequestForLong() throws Exception {
        provider.hangs = true;

        assertProblem(console.browser().get("/console/sign-in/test"), "unavailable");
    }

    @Test
    void unknownProviderIs404() throws Exception {
        assertThat(console.browser().get("/console/sign-in/none").status()).isEqualTo(404);
    }

    @Test
    void callbackWithoutParametersIsRefused() throws Exception {
        Browser browser = console.browser();
        assertProblem(browser.get("/console/callback"), "state");
        atProvider(browser, "test");

        assertProblem(browser.get("/console/callback"), "state");
    }
}
