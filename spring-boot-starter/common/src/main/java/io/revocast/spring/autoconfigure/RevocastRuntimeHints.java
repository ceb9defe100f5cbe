package io.revocast.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

import java.util.List;

/**
 * What a native image needs beyond what Spring finds itself. Kafka and Caffeine find classes by name. The list tells the
 * versions of its libraries by classes. The failure analyzer reads the names of the settings, and the proof of coverage
 * reads fields.
 */
final class RevocastRuntimeHints implements RuntimeHintsRegistrar {
    private static final String KAFKA = "org.apache.kafka.";

    private static final List<String> INSTANTIATED_BY_NAME = List.of(
            KAFKA + "clients.consumer.RangeAssignor",
            KAFKA + "clients.consumer.CooperativeStickyAssignor",
            KAFKA + "common.metrics.JmxReporter",
            KAFKA + "common.security.ssl.DefaultSslEngineFactory",
            KAFKA + "common.security.plain.PlainLoginModule",
            KAFKA + "common.security.scram.ScramLoginModule",
            KAFKA + "common.security.authenticator.SaslClientCallbackHandler",
            KAFKA + "common.security.authenticator.DefaultLogin",
            KAFKA + "common.security.authenticator.AbstractLogin$DefaultLoginCallbackHandler",
            KAFKA + "common.security.oauthbearer.OAuthBearerLoginModule",
            KAFKA + "common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            KAFKA + "common.security.oauthbearer.internals.OAuthBearerRefreshingLogin",
            KAFKA + "common.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler",
            KAFKA + "common.security.oauthbearer.DefaultJwtRetriever",
            KAFKA + "common.security.oauthbearer.DefaultJwtValidator");

    /** The cache and its nodes, in the form that the store builds. */
    private static final List<String> GENERATED_BY_CAFFEINE =
            List.of("com.github.benmanes.caffeine.cache.SSA", "com.github.benmanes.caffeine.cache.PSW");

    private static final List<String> TELL_VERSIONS = List.of(
            KAFKA + "clients.consumer.Consumer",
            KAFKA + "clients.admin.Admin",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.core.StreamReadConstraints$Builder",
            "org.slf4j.Logger",
            "org.slf4j.spi.LoggingEventBuilder",
            "com.github.benmanes.caffeine.cache.Caffeine",
            "com.github.benmanes.caffeine.cache.Interner");

    private static final List<Class<?>> SETTINGS = List.of(
            RevocastProperties.class,
            RevocastProperties.Kafka.class,
            RevocastProperties.Ssl.class,
            RevocastProperties.Route.class,
            RevocastProperties.Report.class);

    private static final List<String> SEARCHED = List.of(
            "org.springframework.security.oauth2.jwt.NimbusJwtDecoder",
            "org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder",
            "org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator",
            "org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider",
            "org.springframework.security.oauth2.server.resource.authentication.JwtReactiveAuthenticationManager",
            "org.springframework.security.authentication.ProviderManager");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        register(INSTANTIATED_BY_NAME, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS, hints, classLoader);
        register(GENERATED_BY_CAFFEINE, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, hints, classLoader);
        register(TELL_VERSIONS, MemberCategory.INVOKE_PUBLIC_METHODS, hints, classLoader);
        // A record's components are known to a native image when their accessors are.
        SETTINGS.forEach(type -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
        SEARCHED.forEach(name -> hints.reflection()
                .registerType(TypeReference.of(name), hint -> hint.withMembers(MemberCategory.DECLARED_FIELDS)));
        // The meters of the list's consumer.
        hints.proxies().registerJdkProxy(TypeReference.of(KAFKA + "clients.consumer.Consumer"));
        hints.resources().registerPattern("kafka/kafka-version.properties");
        hints.resources().registerPattern("META-INF/maven/io.revocast/revocast-consumer-lib/pom.properties");
    }

    private static void register(
            List<String> names, MemberCategory members, RuntimeHints hints, @Nullable ClassLoader classLoader) {
        names.forEach(
                name -> hints.reflection().registerTypeIfPresent(classLoader, name, hint -> hint.withMembers(members)));
    }
}
