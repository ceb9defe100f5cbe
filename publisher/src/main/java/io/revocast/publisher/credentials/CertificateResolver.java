package io.revocast.publisher.credentials;

import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Known;
import io.revocast.publisher.credentials.Identification.Unknown;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.time.TimeBounds;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The callers that have certificates. The listener has verified up to a trusted authority whatever comes here; the
 * validity is looked at once more, because a connection may outlive it. Thread-safe: nothing changes.
 */
public final class CertificateResolver implements CredentialResolver {
    private final List<ClientCertificate> certificates;
    private final Clock clock;

    /** Keeps these; where two match one certificate, the earlier one decides. */
    public CertificateResolver(List<ClientCertificate> certificates, Clock clock) {
        this.certificates = List.copyOf(certificates);
        this.clock = clock;
    }

    @Override
    public Optional<Caller> find(Credential credential) {
        return identify(credential) instanceof Known known ? Optional.of(known.caller()) : Optional.empty();
    }

    @Override
    public Identification identify(Credential credential) {
        if (!(credential instanceof Credential.Certificate shown)) {
            return new Unknown();
        }
        X509Certificate certificate = shown.certificate();
        Caller caller = certificates.stream()
                .filter(each -> each.matches(certificate))
                .findFirst()
                .map(ClientCertificate::caller)
                .orElse(null);
        TimeBounds bounds = BoundedClock.boundsOf(clock);
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (caller == null
                || bounds.latest().isBefore(begin)
                || bounds.earliest().isAfter(end)) {
            return new Unknown();
        }
        return bounds.earliest().isBefore(begin) || bounds.latest().isAfter(end)
                ? new CannotTell("whether the certificate is valid cannot be told: " + bounds.doubt())
                : new Known(caller);
    }
}
