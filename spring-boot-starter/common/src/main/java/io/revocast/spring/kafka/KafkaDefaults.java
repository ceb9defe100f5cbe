package io.revocast.spring.kafka;

import java.util.Map;

/**
 * The Kafka settings that the application has anyway: {@code spring.kafka.*} and connection details, for example of
 * Testcontainers. {@code revocast.bootstrap-servers} and {@code revocast.kafka.properties} win over them.
 */
public interface KafkaDefaults {
    /** Returns the properties of the application's Kafka consumers; empty when the application does not set an address. */
    Map<String, Object> consumerProperties();
}
