package io.revocast.publisher.http;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest.BodyPublishers;

import static org.assertj.core.api.Assertions.assertThat;

/** What the audit says of requests to revoke that the OAuth endpoint refuses to a client that it knows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRevocationTest {
    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private Answer portal(String form) throws Exception {
        return portal(form, "application/x-www-form-urlencoded");
    }

    private Answer portal(String form, String contentType) throws Exception {
        ApiClient client = new ApiClient(fixture.port(), OAuthFixture.PORTAL);
        return client.send(client.request("/oauth2/revoke")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(form)));
    }

    /** Seen: none of them had an entry. */
    @ParameterizedTest
    @CsvSource({
        "token=,invalid_field,token must be sent",
        "token=a&token=b,invalid_field,token must be sent once",
        "token=x&token_type_hint=a&token_type_hint=b,invalid_field,token_type_hint must be sent once",
        "token=opaque&token_type_hint=refresh_token,invalid_token,token must be a JWT",
        "token=%zz,invalid_field,a percent sign must be followed",
        "token=a.b.c&client_id=another,invalid_field,client_id must be that of the credential",
        "token=a.b.c&client_id=portal&client_secret=x,invalid_field,the client must authenticate in one way only"
    })
    void requestOfAKnownClientThatIsRefusedIsWrittenDown(String form, String reason, String detail) throws Exception {
        assertThat(portal(form).status()).isEqualTo(400);

        assertWrittenDown(reason, detail);
    }

    @Test
    void bodyOfAnotherTypeIsWrittenDownToo() throws Exception {
        assertThat(portal("{}", "application/json").status()).isEqualTo(400);

        assertWrittenDown("invalid_field", "the body must be application/x-www-form-urlencoded");
    }

    @Test
    void unknownClientHasNoEntry() throws Exception {
        ApiClient client = new ApiClient(fixture.port(), "revocast_unknown");
        Answer answer = client.send(client.request("/oauth2/revoke")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(fixture.audit).extracting(AuditEntry::action).doesNotContain(AuditEntry.Action.REVOKE);
    }

    private void assertWrittenDown(String reason, String detail) {
        assertThat(fixture.audit).singleElement().satisfies(entry -> {
            assertThat(entry.decision()).isEqualTo(AuditEntry.Decision.REFUSED);
            assertThat(entry.actor()).isEqualTo("portal");
            assertThat(entry.reason()).isEqualTo(reason);
            assertThat(entry.detail()).startsWith(detail);
        });
    }

    @Test
    void signedTokenThatNamesNothingIsRefusedAndWrittenDownOnce() throws Exception {
        Answer answer = portal("token=" + Tokens.of("{\"iss\":\"https://issuer\",\"jti\":7,\"exp\":1795440000}"));

        assertThat(answer.json().path("error").asText()).isEqualTo("unsupported_token_type");

        assertThat(fixture.audit)
                .extracting(AuditEntry::detail)
                .containsExactly("token.jti must be a string (RFC 7519 section 4.1.7)");
    }
}
