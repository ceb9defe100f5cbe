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
 * stands for all of them: the session, which has one user, else the user. Other members are never left out in favour of
 * something broader than one user: that is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9493">RFC 9493</a>
 */
final class Subjects {
    private static final String COMPLEX = "complex";
    private static final String EVERY_SESSION = "ALL";

    /** Members that a user implies, because a user belongs to them. */
    private static final Set<String> AROUND_THE_USER = Set.of("user", "tenant", "org_unit", "format");

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

    static Named of(Provider provider, EventRule rule, Map<?, ?> subject) throws RefusedException {
        if (!isComplex(subject)) {
            SubjectType plain = rule.ofSession() ? SubjectType.SESSION : SubjectType.USER;
            return named(simple(provider, plain, subject).orElseThrow(Subjects::unnameable));
        }
        Optional<Target> user = member(provider, subject, "user", SubjectType.USER);
        if (!rule.wholeUser()) {
            Optional<Target> session = member(provider, subject, "session", SubjectType.SESSION);
            if (session.isPresent()) {
                return user.isPresent() && provider.tokens().sessionWithUser()
                        ? new Named(List.of(session.get(), user.get()), List.of())
                        : named(session.get());
            }
        }
        if (user.isPresent()) {
            List<String> leftOut = new ArrayList<>();
            subject.forEach((name, value) -> {
                boolean implied = AROUND_THE_USER.contains(String.valueOf(name))
                        || ("session".equals(name) && isEverySession(value));
                if (!isAbsent(value) && !implied) {
                    leftOut.add(String.valueOf(name));
                }
            });
            leftOut.sort(null);
            return new Named(List.of(user.get()), leftOut);
        }
        return named(alone(provider, subject));
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
    private static Target alone(Provider provider, Map<?, ?> subject) throws RefusedException {
        long members = subject.entrySet().stream()
                .filter(each -> !isAbsent(each.getValue()) && !"format".equals(each.getKey()))
                .count();
        if (members != 1) {
            throw unnameable();
        }
        Optional<Target> application = member(provider, subject, "application", SubjectType.CLIENT);
        return application.isPresent()
                ? application.get()
                : member(provider, subject, "tenant", SubjectType.TENANT).orElseThrow(Subjects::unnameable);
    }

    /** Keycloak names a session ALL when an administrator ends all sessions of a user. */
    private static boolean isEverySession(@Nullable Object session) {
        return session instanceof Map<?, ?> subject
                && "opaque".equals(subject.get("format"))
                && EVERY_SESSION.equals(subject.get("id"));
    }

    private static Optional<Target> member(Provider provider, Map<?, ?> complex, String name, SubjectType part)
            throws RefusedException {
        Object member = complex.get(name);
        if (isAbsent(member)) {
            return Optional.empty();
        }
        Map<?, ?> subject = ProviderMessageValidator.object("sub_id." + name, member);
        return part == SubjectType.SESSION && isEverySession(subject)
                ? Optional.empty()
                : simple(provider, part, subject);
    }

    /** The target of a simple subject; empty when no claim is configured for it, or its format is unknown. */
    private static Optional<Target> simple(Provider provider, SubjectType part, Map<?, ?> subject)
            throws RefusedException {
        String format = ProviderMessageValidator.text("sub_id.format", subject.get("format"));
        return switch (format) {
            case "iss_sub" -> {
                requireOwn(provider, subject);
                yield claimIfNamed(
                        provider, SubjectType.USER, ProviderMessageValidator.text("sub_id.sub", subject.get("sub")));
            }
            case "jwt_id" -> {
                requireOwn(provider, subject);
                yield Optional.of(token(provider, ProviderMessageValidator.text("sub_id.jti", subject.get("jti"))));
            }
            case "opaque" ->
                claimIfNamed(provider, part, ProviderMessageValidator.text("sub_id.id", subject.get("id")));
            case "email" ->
                claimIfNamed(
                        provider,
                        SubjectType.EMAIL,
                        ProviderMessageValidator.text("sub_id.email", subject.get("email")));
            default -> Optional.empty();
        };
    }

    private static Optional<Target> claimIfNamed(Provider provider, SubjectType part, String value)
            throws RefusedException {
        return provider.tokens().claim(part).isEmpty() ? Optional.empty() : Optional.of(claim(provider, part, value));
    }

    private static void requireOwn(Provider provider, Map<?, ?> subject) throws RefusedException {
        if (!provider.means(ProviderMessageValidator.text("sub_id.iss", subject.get("iss")))) {
            throw new RefusedException(Code.ACCESS_DENIED, "sub_id.iss must be the provider's own issuer");
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
