package io.revocast.spring.boot3;

import io.revocast.spring.autoconfigure.RevocastAutoConfiguration;
import io.revocast.spring.kafka.KafkaDefaults;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.autoconfigure.kafka.KafkaConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.core.KafkaTemplate;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class Boot3ConnectionDetailsTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(Boot3KafkaAutoConfiguration.class, KafkaAutoConfiguration.class));

    @Test
    void connectionDetailsSuchAsThoseOfTestcontainersWinOverProperties() {
        runner.withBean(KafkaConnectionDetails.class, () -> () -> List.of("container:1", "container:2"))
                .withPropertyValues("spring.kafka.bootstrap-servers=other:9092")
                .run(context -> assertThat(context.getBean(KafkaDefaults.class).consumerProperties())
                        .containsEntry("bootstrap.servers", "container:1,container:2"));
    }

    @Test
    void connectionDetailsServeWithoutSpringKafkaToo() {
        runner.withClassLoader(new FilteredClassLoader(KafkaTemplate.class))
                .withBean(KafkaConnectionDetails.class, () -> () -> List.of("container:1"))
                .run(context -> assertThat(context.getBean(KafkaDefaults.class).consumerProperties())
                        .containsEntry("bootstrap.servers", "container:1"));
    }

    @Test
    void theSettingsOfSpringKafkaAreTakenOver() {
        runner.withPropertyValues(
                        "spring.kafka.bootstrap-servers=a:1,b:2",
                        "spring.kafka.security.protocol=SASL_SSL",
                        "spring.kafka.properties.sasl.mechanism=PLAIN",
                        "spring.kafka.consumer.group-id=orders")
                .run(context -> assertThat(context.getBean(KafkaDefaults.class).consumerProperties())
                        .containsEntry("bootstrap.servers", "a:1,b:2")
                        .containsEntry("security.protocol", "SASL_SSL")
                        .containsEntry("sasl.mechanism", "PLAIN"));
    }

    @Test
    void theDefaultAddressOfSpringKafkaIsNoSetting() {
        runner.run(context -> assertThat(context.getBean(KafkaDefaults.class).consumerProperties())
                .isEmpty());
    }

    @Test
    void aListStartsFromSpringKafkaAloneWithoutTheGroupOfTheApplication() {
        runner.withConfiguration(AutoConfigurations.of(RevocastAutoConfiguration.class))
                .withPropertyValues(
                        "spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "spring.kafka.consumer.group-id=orders",
                        "spring.kafka.consumer.isolation-level=read_committed",
                        "spring.kafka.client-id=orders",
                        "revocast.wait-for-replay=0s")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
