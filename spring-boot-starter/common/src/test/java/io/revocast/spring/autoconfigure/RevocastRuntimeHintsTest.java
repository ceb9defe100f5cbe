package io.revocast.spring.autoconfigure;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** No native image is built here: these tests compare the hints with what the code reads by reflection. */
class RevocastRuntimeHintsTest {
    private static final Path LIBRARY_VERSIONS =
            Path.of("../../consumer-lib/src/main/java/io/revocast/consumer/internal/LibraryVersions.java");

    private final RuntimeHints hints = new RuntimeHints();

    @BeforeEach
    void registers() {
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(RevocastRuntimeHints.class::isInstance)
                .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
    }

    @Test
    void coversTheClassesByWhichTheListTellsVersions() throws IOException {
        List<String> named = Pattern.compile("\"((?:org|com)\\.[a-z0-9.]+\\.[A-Z]\\w+(?:\\$\\w+)?)\"")
                .matcher(Files.readString(LIBRARY_VERSIONS))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(named)
                .hasSize(8)
                .allSatisfy(name -> assertThat(hints)
                        .matches(RuntimeHintsPredicates.reflection()
                                .onType(type(name))
                                .withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)));
    }

    @Test
    void coversTheSettingsAndTheirParts() {
        List<Class<?>> settings = Arrays.stream(RevocastProperties.class.getDeclaredClasses())
                .filter(Class::isRecord)
                .toList();

        assertThat(settings).hasSizeGreaterThan(3).contains(RevocastProperties.Ssl.class);
        assertThat(settings)
                .allSatisfy(record -> assertThat(hints)
                        .matches(RuntimeHintsPredicates.reflection()
                                .onType(record)
                                .withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)));
        assertThat(hints)
                .matches(RuntimeHintsPredicates.reflection()
                        .onType(RevocastProperties.class)
                        .withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS));
    }

    @Test
    void coversTheCacheThatTheStoreBuilds() {
        Class<?> cache = Caffeine.newBuilder()
                .ticker(Ticker.systemTicker())
                .expireAfter(Expiry.creating((Object key, Object value) -> Duration.ofDays(1)))
                .build()
                .asMap()
                .getClass();

        assertThat(hints)
                .matches(RuntimeHintsPredicates.reflection()
                        .onType(cache)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS));
    }

    @Test
    void coversTheDefaultsThatKafkaInstantiates() {
        List<?> assignors = (List<?>)
                ConsumerConfig.configDef().defaultValues().get(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

        assertThat(assignors)
                .isNotEmpty()
                .allSatisfy(assignor -> assertThat(hints)
                        .matches(RuntimeHintsPredicates.reflection()
                                .onType((Class<?>) assignor)
                                .withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)));
        assertThat(hints)
                .matches(RuntimeHintsPredicates.reflection()
                        .onType(DefaultSslEngineFactory.class)
                        .withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
    }

    @Test
    void coversTheProxyThatMicrometerReads() {
        assertThat(hints).matches(RuntimeHintsPredicates.proxies().forInterfaces(Consumer.class));
    }

    @Test
    void coversTheFieldsOfDecodersAndTheResources() {
        assertThat(hints)
                .matches(RuntimeHintsPredicates.reflection()
                        .onType(NimbusJwtDecoder.class)
                        .withMemberCategory(MemberCategory.DECLARED_FIELDS))
                .matches(RuntimeHintsPredicates.resource().forResource("kafka/kafka-version.properties"));
    }

    @Test
    void everyNameIsThatOfAClass() throws IOException {
        String source =
                Files.readString(Path.of("src/main/java/io/revocast/spring/autoconfigure/RevocastRuntimeHints.java"));
        List<String> named = Pattern.compile("KAFKA \\+ \"([^\"]+)\"")
                .matcher(source)
                .results()
                .map((MatchResult found) -> "org.apache.kafka." + found.group(1))
                // These came with Kafka 4.
                .filter(name -> !name.contains("DefaultJwt"))
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(type(name)).isNotNull());
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, RevocastRuntimeHintsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }
}
