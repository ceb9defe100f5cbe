package io.revocast.spring.coverage;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.util.ClassUtils;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The types that the search for decoders knows, by name where they are optional or move between versions. */
final class DecoderTypes {
    private static final List<Class<?>> REACTIVE_DECODER =
            present("org.springframework.security.oauth2.jwt.ReactiveJwtDecoder");
    private static final List<Class<?>> FACTORY = present(
            "org.springframework.security.oauth2.jwt.JwtDecoderFactory",
            "org.springframework.security.oauth2.jwt.ReactiveJwtDecoderFactory");
    private static final List<Class<?>> INTROSPECTOR = present(
            "org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector",
            "org.springframework.security.oauth2.server.resource.introspection.ReactiveOpaqueTokenIntrospector");
    private static final List<Class<?>> SECURITY = present(
            "jakarta.servlet.Filter",
            "org.springframework.boot.web.servlet.AbstractFilterRegistrationBean",
            "org.springframework.web.server.WebFilter",
            "org.springframework.security.web.SecurityFilterChain",
            "org.springframework.security.web.server.SecurityWebFilterChain",
            "org.springframework.security.authentication.AuthenticationManager",
            "org.springframework.security.authentication.AuthenticationManagerResolver",
            "org.springframework.security.authentication.AuthenticationProvider",
            "org.springframework.security.authentication.ReactiveAuthenticationManager",
            "org.springframework.security.authentication.ReactiveAuthenticationManagerResolver");

    /** What never holds a decoder of the application, and would make the search long. */
    private static final List<String> PASSED_OVER = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "jakarta.",
            "kotlin.",
            "com.nimbusds.",
            "com.fasterxml.",
            "tools.jackson.",
            "io.micrometer.",
            "io.netty.",
            "reactor.",
            "org.apache.",
            "org.slf4j.",
            "ch.qos.",
            "org.springframework.");

    private static final String TRUSTED_ISSUERS = "$TrustedIssuerJwtAuthenticationManagerResolver";
    private static final String LAMBDA = "$$Lambda";

    private DecoderTypes() {}

    /** Returns the types of the beans in which the search begins. */
    static List<Class<?>> roots() {
        return Stream.of(List.<Class<?>>of(JwtDecoder.class), REACTIVE_DECODER, INTROSPECTOR, SECURITY)
                .flatMap(List::stream)
                .toList();
    }

    static boolean isDecoder(Object object) {
        return object instanceof JwtDecoder || isAny(REACTIVE_DECODER, object);
    }

    static boolean isIntrospector(Object object) {
        return isAny(INTROSPECTOR, object);
    }

    /** Whether an object makes a decoder for each issuer, whose tokens the request filters check. */
    static boolean makesDecoders(Object object) {
        return object.getClass().getName().contains(TRUSTED_ISSUERS);
    }

    static boolean isSecurity(Object object) {
        return isAny(SECURITY, object) || isIntrospector(object);
    }

    static boolean isDecoderFactory(Class<?> type) {
        return FACTORY.stream().anyMatch(factory -> factory.isAssignableFrom(type));
    }

    static boolean isContainer(Object object) {
        boolean container = object instanceof Collection
                || object instanceof Map
                || object instanceof Optional
                || object instanceof Object[];
        return container
                && (object instanceof Object[] || object.getClass().getName().startsWith("java.util."));
    }

    /** Whether the fields of an object may lead to a decoder. */
    static boolean isSearched(Object object) {
        String name = object.getClass().getName();
        return name.startsWith("org.springframework.security.")
                || name.startsWith("org.springframework.boot.web.servlet.")
                || name.startsWith("org.springframework.web.filter.CompositeFilter")
                || name.contains(LAMBDA)
                || PASSED_OVER.stream().noneMatch(name::startsWith);
    }

    /** Returns the name of the class of an object; for a lambda, that of the class that has it. */
    static String nameOf(Object object) {
        String name = object.getClass().getName();
        int lambda = name.indexOf(LAMBDA);
        return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
    }

    private static boolean isAny(List<Class<?>> types, Object object) {
        return types.stream().anyMatch(type -> type.isInstance(object));
    }

    private static List<Class<?>> present(String... names) {
        return Stream.of(names)
                .map(DecoderTypes::load)
                .filter(Objects::nonNull)
                .<Class<?>>map(type -> type)
                .toList();
    }

    private static @Nullable Class<?> load(String name) {
        ClassLoader loader = DecoderTypes.class.getClassLoader();
        try {
            return ClassUtils.isPresent(name, loader) ? ClassUtils.forName(name, loader) : null;
        } catch (ClassNotFoundException | LinkageError e) {
            // The type needs a library that the application does not have.
            return null;
        }
    }
}
