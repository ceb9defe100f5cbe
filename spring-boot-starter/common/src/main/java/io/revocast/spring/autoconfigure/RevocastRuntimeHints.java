package io.revocast.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

import java.util.List;

/**
 * What a native image needs beyond what Spring finds itself: the Kafka client's classes that its properties name, and the
 * fields that the proof of coverage reads.
 */
final class RevocastRuntimeHints implements RuntimeHintsRegistrar {
    private static final List<String> INSTANTIATED_BY_KAFKA = List.of(
            "org.apache.kafka.clients.consumer.RangeAssignor",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
            "org.apache.kafka.common.metrics.JmxReporter",
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator");

    private static final List<String> SEARCHED = List.of(
            "org.springframework.security.oauth2.jwt.NimbusJwtDecoder",
            "org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder",
            "org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator",
            "org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider",
            "org.springframework.security.oauth2.server.resource.authentication.JwtReactiveAuthenticationManager",
            "org.springframework.security.authentication.ProviderManager");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        INSTANTIATED_BY_KAFKA.forEach(name -> hints.reflection()
                .registerTypeIfPresent(
                        classLoader, name, hint -> hint.withMembers(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)));
        SEARCHED.forEach(name -> hints.reflection()
                .registerType(TypeReference.of(name), hint -> hint.withMembers(MemberCategory.DECLARED_FIELDS)));
        hints.resources().registerPattern("kafka/kafka-version.properties");
    }
}
