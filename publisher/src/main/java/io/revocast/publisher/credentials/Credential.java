package io.revocast.publisher.credentials;

import java.security.cert.X509Certificate;

/** What a caller shows of itself. {@code toString} leaves secrets out. */
public sealed interface Credential {
    /** A text sent as {@code Authorization: Bearer}: an API key, or a JWT (RFC 6750 section 2.1). */
    record Bearer(String secret) implements Credential {
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    /** An OAuth client's name and secret, which is an API key (RFC 6749 section 2.3.1). */
    record ClientSecret(String clientId, String secret) implements Credential {
        @Override
        public String toString() {
            return "ClientSecret[" + clientId + "]";
        }
    }

    /** The certificate of a TLS client, which the listener has verified up to a trusted authority. */
    record Certificate(X509Certificate certificate) implements Credential {
        @Override
        public String toString() {
            return "Certificate[" + certificate.getSubjectX500Principal() + "]";
        }
    }
}
