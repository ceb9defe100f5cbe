package io.revocast.consumer;

import io.revocast.consumer.internal.ListOptions;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RevocationListBuilderTest {
    private static Set<String> options(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
                .map(RevocationListBuilderTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    @Test
    void offersEveryOptionExceptThoseOfThePublisher() {
        Set<String> all = options(ListOptions.class);

        assertThat(all.remove("keepOrigins[boolean]")).isTrue();
        assertThat(options(RevocationList.Builder.class)).isEqualTo(all);
    }

    @Test
    void acceptsPropertiesAsAFrameworkHoldsThem() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", "broker:9092");
        properties.put("fetch.max.wait.ms", 100);

        try (RevocationList list = RevocationList.builder()
                .kafkaProperties(properties)
                .topic("other.topic")
                .build()) {
            assertThat(list)
                    .hasToString("RevocationList[Source[topic=other.topic,"
                            + " bootstrapServers=broker:9092], state=STARTING]");
        }
    }

    @Test
    void anOptionReachesTheList() {
        assertThatThrownBy(() -> RevocationList.builder()
                        .bootstrapServers("broker:9092")
                        .maxEntries(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxEntries must be at least 1: 0");
    }
}
