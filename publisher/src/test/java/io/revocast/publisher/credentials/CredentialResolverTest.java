package io.revocast.publisher.credentials;

import io.revocast.publisher.credentials.Credential.Bearer;
import io.revocast.publisher.credentials.Credential.ClientSecret;
import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;
import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialResolverTest {
    private static final Credential CREDENTIAL = new Bearer("x");
    private static final Caller ALICE = new Caller("alice", "alice", Set.of(), Set.of());

    private final AtomicInteger asked = new AtomicInteger();

    private CredentialResolver answering(Identification answer) {
        return new CredentialResolver() {
            @Override
            public Optional<Caller> find(Credential credential) {
                throw new AssertionError("identify is what tells");
            }

            @Override
            public Identification identify(Credential credential) {
                asked.incrementAndGet();
                return answer;
            }
        };
    }

    private CredentialResolvers directory(Identification... answers) {
        return new CredentialResolvers(
                List.of(answers).stream().map(this::answering).toList());
    }

    @Test
    void everyKindIsAskedAlsoAfterOneKnew() {
        assertThat(directory(new Known(ALICE), new Unknown(), new CannotTell("x"))
                        .find(CREDENTIAL))
                .contains(ALICE);
        assertThat(asked).hasValue(3);
    }

    @Test
    void whoeverKnowsOutweighsWhoeverCannotTell() {
        assertThat(directory(new CannotTell("x"), new Known(ALICE)).identify(CREDENTIAL))
                .isEqualTo(new Known(ALICE));
        assertThat(directory(new Unknown(), new CannotTell("x")).identify(CREDENTIAL))
                .isEqualTo(new CannotTell("x"));
        assertThat(directory(new CannotTell("x")).find(CREDENTIAL)).isEmpty();
        assertThat(directory(new Unknown(), new Unknown()).identify(CREDENTIAL)).isEqualTo(new Unknown());
    }

    /** Were the search over at the first match, its time would tell where a key stands. */
    @Test
    void everyKeyIsComparedAlsoAfterOneMatched() {
        String key = ApiKey.generate();
        ApiKeyResolver keys = new ApiKeyResolver(List.of(
                ApiKey.parse("first", ApiKey.line(key, "token")), ApiKey.parse("last", ApiKey.line(key, "token"))));

        assertThat(keys.find(new Bearer(key)).orElseThrow().name()).isEqualTo("last");
    }

    @Test
    void clientSecretIsGoodForItsOwnClientOnly() {
        String key = ApiKey.generate();
        ApiKeyResolver keys = new ApiKeyResolver(List.of(
                ApiKey.parse("portal", ApiKey.line(key, "token client=spa")),
                ApiKey.parse("other", ApiKey.line(ApiKey.generate(), "token"))));

        assertThat(keys.find(new ClientSecret("spa", key))).isPresent();
        assertThat(keys.identify(new ClientSecret("other", key))).isEqualTo(new Unknown());
        assertThat(keys.identify(new ClientSecret("nobody", key))).isEqualTo(new Unknown());
        assertThat(keys.identify(new ClientSecret("spa", "wrong"))).isEqualTo(new Unknown());
    }

    @Test
    void credentialsShowNoSecret() {
        assertThat(new Bearer("hunter2").toString() + new ClientSecret("spa", "hunter2"))
                .doesNotContain("hunter2");
    }

    @Test
    void tokenCallersNameIsPrintableAndNobodyElses() {
        assertThat(name("spa", "alice")).isEqualTo("idp:spa:alice");
        assertThat(name("a:b", "c")).isEqualTo("idp:a%3Ab:c");
        assertThat(name("a", "b:c")).isEqualTo("idp:a:b:c");
        assertThat(name("a", "x\r\ny\u202E %\u00e9")).isEqualTo("idp:a:x%0D%0Ay%E2%80%AE%20%25%C3%A9");
    }

    @Test
    void longNamesAreCutAndStayDistinct() {
        String one = name("spa", "x".repeat(500) + "1");
        String other = name("spa", "x".repeat(500) + "2");

        assertThat(one).hasSize(200).startsWith("idp:spa:xxx").isNotEqualTo(other);
    }

    private static String name(String clientId, String subject) {
        return TokenCaller.of("idp", clientId, subject, EnumSet.noneOf(Scope.class), Set.of())
                .name();
    }
}
