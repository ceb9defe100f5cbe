package io.revocast.publisher.signals;

import io.revocast.event.Target;
import io.revocast.publisher.signals.RefusedException.Code;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns subject identifiers (RFC 9493, and those of the Shared Signals Framework) into targets.
 *
 * <p>Drafts of the framework, which Okta follows, had complex subjects without {@code format}: a subject of which each
 * member is a subject is complex. A member that is null or empty, or an opaque identifier without {@code id}, counts as
 * absent.
 *
 * <p>All members of a complex subject must match. A target names one thing, so the narrowest member that can be named
 * stands for all of them: the session, which has one user, else the user. A session that one of its tokens names is no
 * narrower than its user, because the session may have other tokens. Other members are never left out in favour of
 * something broader than one user: that is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9493">RFC 9493</a>
 */
final class Subjects {
    private static final String COMPLEX = "complex";
    private static final String EVERY_SESSION = "ALL";

    /** Members that a user implies, because a user belongs to them. */
    private static final Set<String> AROUND_THE_USER = Set.of("user", "tenant", "org_unit", "format");

    /** The formats in which a member of a complex subject can name its own part. */
    private static final Map<SubjectType, Set<String>> FORMATS = Map.of(
            SubjectType.SESSION, Set.of("opaque", "jwt_id"),
            SubjectType.USER, Set.of("opaque", "iss_sub", "email"),
            SubjectType.CLIENT, Set.of("opaque"),
            SubjectType.TENANT, Set.of("opaque"));

    /**
     * What a subject comes to.
     *
     * @param targets one, or the session and its user where the provider's settings name both
     * @param leftOut members that could not be named and that the target therefore does not ask for
     */
    record Named(List<Target> targets, List<String> leftOut) {
        Named {
            targets = List.copyOf(targets);
            leftOut = List.copyOf(leftOut);
        }
    }

    private Subjects() {}

    /**
     * Returns what a subject comes to.
     *
     * @param name of the member that holds the subject, for refusals
     */
    static Named of(Provider provider, EventRule rule, String name, @Nullable Object value) throws RefusedException {
        Map<?, ?> subject = ProviderMessageValidator.object(name, value);
        return isComplex(subject)
                ? complex(new Complex(provider, name, subject), rule)
                : named(plain(provider, rule, name, subject));
    }

    private static Target plain(Provider provider, EventRule rule, String name, Map<?, ?> subject)
            throws RefusedException {
        SubjectType part = rule.ofSession() ? SubjectType.SESSION : SubjectType.USER;
        return simple(provider, part, name, subject)
                .filter(target -> !(rule.ofUser() && target instanceof Target.Token))
                .orElseThrow(Subjects::unnameable);
    }

    /**
     * A complex subject.
     *
     * @param name of the member that holds it
     */
    private record Complex(Provider provider, String name, Map<?, ?> members) {
        /** The target of a member; empty when it is absent, or does not name its own part in a known way. */
        Optional<Target> member(String member, SubjectType part) throws RefusedException {
            Object value = members.get(member);
            if (isAbsent(value)) {
                return Optional.empty();
            }
            String place = name + "." + member;
            Map<?, ?> subject = ProviderMessageValidator.object(place, value);
            String format = text(place, subject, "format");
            boolean everySession = part == SubjectType.SESSION && isEverySession(subject);
            return everySession || !FORMATS.getOrDefault(part, Set.of()).contains(format)
                    ? Optional.empty()
                    : simple(provider, part, place, subject);
        }
    }

    private static Named complex(Complex subject, EventRule rule) throws RefusedException {
        Provider provider = subject.provider();
        Optional<Target> user = subject.member("user", SubjectType.USER);
        if (!rule.wholeUser()) {
            Optional<Target> session = subject.member("session", SubjectType.SESSION);
            boolean byToken = session.isPresent() && session.get() instanceof Target.Token;
            if (session.isPresent() && !(byToken && user.isPresent())) {
                return user.isPresent() && provider.tokens().sessionWithUser()
                        ? new Named(List.of(session.get(), user.get()), List.of())
                        : named(session.get());
            }
        }
        if (user.isPresent()) {
            List<String> leftOut = new ArrayList<>();
            subject.members().forEach((name, value) -> {
                boolean implied = AROUND_THE_USER.contains(String.valueOf(name))
                        || ("session".equals(name) && isEverySession(value));
                if (!isAbsent(value) && !implied) {
                    leftOut.add(String.valueOf(name));
                }
            });
            leftOut.sort(null);
            return new Named(List.of(user.get()), leftOut);
        }
        return named(alone(subject));
    }

    private static Named named(Target target) {
        return new Named(List.of(target), List.of());
    }

    private static boolean isComplex(Map<?, ?> subject) {
        Object format = subject.get("format");
        return isEmpty(format)
                ? subject.values().stream().anyMatch(Map.class::isInstance)
                        && subject.values().stream().allMatch(each -> isEmpty(each) || each instanceof Map)
                : COMPLEX.equals(format);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || "".equals(value);
    }

    /** Whether a member of a complex subject says nothing. */
    private static boolean isAbsent(@Nullable Object member) {
        return isEmpty(member)
                || (member instanceof Map<?, ?> subject
                        && (subject.isEmpty()
                                || ("opaque".equals(subject.get("format")) && isEmpty(subject.get("id")))));
    }

    /** An application or a tenant is broad: it stands for itself, never for something narrower. */
    private static Target alone(Complex subject) throws RefusedException {
        long members = subject.members().entrySet().stream()
                .filter(each -> !isAbsent(each.getValue()) && !"format".equals(each.getKey()))
                .count();
        if (members != 1) {
            throw unnameable();
        }
        Optional<Target> application = subject.member("application", SubjectType.CLIENT);
        return application.isPresent()
                ? application.get()
                : subject.member("tenant", SubjectType.TENANT).orElseThrow(Subjects::unnameable);
    }

    /** Keycloak names a session ALL when an administrator ends all sessions of a user. */
    private static boolean isEverySession(@Nullable Object session) {
        return session instanceof Map<?, ?> subject
                && "opaque".equals(subject.get("format"))
                && EVERY_SESSION.equals(subject.get("id"));
    }

    /** The target of a simple subject; empty when no claim is configured for it, or its format is unknown. */
    private static Optional<Target> simple(Provider provider, SubjectType part, String name, Map<?, ?> subject)
            throws RefusedException {
        return switch (text(name, subject, "format")) {
            case "iss_sub" -> {
                requireOwn(provider, name, subject);
                yield claimIfNamed(provider, SubjectType.USER, text(name, subject, "sub"));
            }
            case "jwt_id" -> {
                requireOwn(provider, name, subject);
                yield Optional.of(token(provider, text(name, subject, "jti")));
            }
            case "opaque" -> claimIfNamed(provider, part, text(name, subject, "id"));
            case "email" -> claimIfNamed(provider, SubjectType.EMAIL, text(name, subject, "email"));
            default -> Optional.empty();
        };
    }

    private static Optional<Target> claimIfNamed(Provider provider, SubjectType part, String value)
            throws RefusedException {
        return provider.tokens().claim(part).isEmpty() ? Optional.empty() : Optional.of(claim(provider, part, value));
    }

    private static String text(String name, Map<?, ?> subject, String member) throws RefusedException {
        return ProviderMessageValidator.text(name + "." + member, subject.get(member));
    }

    private static void requireOwn(Provider provider, String name, Map<?, ?> subject) throws RefusedException {
        if (!provider.means(text(name, subject, "iss"))) {
            throw new RefusedException(Code.ACCESS_DENIED, name + ".iss must be the provider's own issuer");
        }
    }

    /** The claim target for a part that the provider has a claim for. */
    static Target claim(Provider provider, SubjectType part, String value) throws RefusedException {
        String name = provider.tokens().claim(part).orElseThrow(Subjects::unnameable);
        try {
            return new Target.Claim(provider.tokens().issuer(), name, value);
        } catch (IllegalArgumentException e) {
            throw unnameable(e);
        }
    }

    private static Target token(Provider provider, String jti) throws RefusedException {
        try {
            return new Target.Token(provider.tokens().issuer(), jti);
        } catch (IllegalArgumentException e) {
            throw unnameable(e);
        }
    }

    private static RefusedException unnameable() {
        return new RefusedException(
                Code.INVALID_REQUEST, "the subject must be one that a configured claim of this provider's tokens has");
    }

    private static RefusedException unnameable(@Nullable Throwable cause) {
        RefusedException refusal = unnameable();
        refusal.initCause(cause);
        return refusal;
    }
}
