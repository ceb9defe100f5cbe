package io.revocast.consumer.internal;

import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PropertyTextsTest {
    @Test
    void valuesOfAFrameworksMapBecomeTheTextThatKafkaParses() {
        assertThat(PropertyTexts.of(Map.of(
                        "client.rack",
                        "a",
                        "fetch.max.wait.ms",
                        500,
                        "enable.metrics.push",
                        false,
                        "security.providers",
                        Thread.State.class,
                        "ssl.key.password",
                        new Password("s3cret"),
                        "bootstrap.servers",
                        List.of("one:9092", "two:9092"))))
                .isEqualTo(Map.of(
                        "client.rack", "a",
                        "fetch.max.wait.ms", "500",
                        "enable.metrics.push", "false",
                        "security.providers", "java.lang.Thread$State",
                        "ssl.key.password", "s3cret",
                        "bootstrap.servers", "one:9092,two:9092"));
    }

    @Test
    void propertiesCountWithTheirDefaults() {
        Properties defaults = new Properties();
        defaults.setProperty("client.rack", "default");
        defaults.setProperty("security.protocol", "SSL");
        Properties properties = new Properties(defaults);
        properties.setProperty("client.rack", "own");
        properties.put("fetch.max.wait.ms", 500);

        assertThat(PropertyTexts.of(properties))
                .isEqualTo(Map.of("client.rack", "own", "security.protocol", "SSL", "fetch.max.wait.ms", "500"));
    }

    @Test
    void namesThatAreNotTextAreRefusedWithoutTheirValues() {
        Properties properties = new Properties();
        properties.put(7, "s3cret");

        assertThatThrownBy(() -> PropertyTexts.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of a Kafka property must be a String: java.lang.Integer");
    }
}
