package io.revocast.publisher.credentials;

import io.revocast.event.internal.Sha256;

import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A caller that is known by its certificate: by a subject alternative name (RFC 5280 section 4.2.1.6), which outlives
 * renewals, or by the SHA-256 of one certificate. The subject's common name is never looked at. Immutable.
 */
public final class ClientCertificate {
    private static final String RULE =
            "must begin with dns:<host name>, uri:<URI> or sha256:<64 hex digits of the certificate in DER>, "
                    + "then kinds and words as an API key has them";
    private static final Pattern DNS = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7E]+");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;

    private final Mark mark;
    private final String value;
    private final Caller caller;

    /** What a certificate is known by. */
    private enum Mark {
        DNS,
        URI,
        SHA256
    }

    private ClientCertificate(Mark mark, String value, Caller caller) {
        this.mark = mark;
        this.value = value;
        this.caller = caller;
    }

    /**
     * Reads a configuration line: {@code dns:|uri:|sha256:<value> <kinds, or *> [word ...]}.
     *
     * @throws IllegalArgumentException with the rule that the line breaks
     */
    public static ClientCertificate parse(String name, String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2) {
            throw new IllegalArgumentException(RULE);
        }
        Caller caller = Grant.parse(List.of(words).subList(1, words.length)).caller(name);
        String text = words[0].substring(words[0].indexOf(':') + 1);
        String lower = text.toLowerCase(Locale.ROOT);
        if (words[0].startsWith("dns:") && DNS.matcher(lower).matches()) {
            return new ClientCertificate(Mark.DNS, lower, caller);
        }
        if (words[0].startsWith("uri:") && URI.matcher(text).matches()) {
            return new ClientCertificate(Mark.URI, text, caller);
        }
        if (words[0].startsWith("sha256:") && SHA256.matcher(lower).matches()) {
            return new ClientCertificate(Mark.SHA256, lower, caller);
        }
        throw new IllegalArgumentException(RULE);
    }

    Caller caller() {
        return caller;
    }

    boolean matches(X509Certificate certificate) {
        return switch (mark) {
            case SHA256 -> MessageDigest.isEqual(HexFormat.of().parseHex(value), sha256(certificate));
            case DNS -> names(certificate, DNS_NAME).stream().anyMatch(value::equalsIgnoreCase);
            case URI -> names(certificate, URI_NAME).contains(value);
        };
    }

    private static List<String> names(X509Certificate certificate, int type) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(type))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static byte[] sha256(X509Certificate certificate) {
        try {
            return new Sha256().add(certificate.getEncoded()).bytes();
        } catch (CertificateEncodingException e) {
            return new byte[0];
        }
    }

    /** Shows what it is known by, and what it permits. */
    @Override
    public String toString() {
        return "ClientCertificate[" + mark + " " + value + ", " + caller + "]";
    }
}
