package io.revocast.publisher.access;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The callers that have certificates. The listener has verified up to a trusted authority whatever comes here; the
 * validity is looked at once more, because a connection may outlive it. Thread-safe: nothing changes.
 */
public final class KnownCertificates implements Callers {
    private final List<ClientCertificate> certificates;
    private final Clock clock;

    /** Keeps these; where two match one certificate, the earlier one decides. */
    public KnownCertificates(List<ClientCertificate> certificates, Clock clock) {
        this.certificates = List.copyOf(certificates);
        this.clock = clock;
    }

    @Override
    public Optional<Caller> find(Credential credential) {
        return credential instanceof Credential.Certificate shown && isValid(shown.certificate())
                ? certificates.stream()
                        .filter(each -> each.matches(shown.certificate()))
                        .findFirst()
                        .map(ClientCertificate::caller)
                : Optional.empty();
    }

    private boolean isValid(X509Certificate certificate) {
        Instant now = clock.instant();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }
}
