package io.revocast.consumer.internal;

import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Writes the values of Kafka properties as the text that Kafka parses. */
final class PropertyTexts {
    private PropertyTexts() {}

    /** Returns the properties as text; throws {@link IllegalArgumentException} for a value that has no such text. */
    static Map<String, String> of(Map<?, ?> properties) {
        Map<String, String> texts = new HashMap<>();
        properties.forEach((name, value) -> {
            if (name == null) {
                throw new IllegalArgumentException(
                        "the name of a Kafka property must not be null; its value is not shown");
            }
            if (!(name instanceof String text)) {
                throw new IllegalArgumentException("the name of a Kafka property must be a String: "
                        + name.getClass().getName());
            }
            texts.put(text, text(text, value));
        });
        return texts;
    }

    /** Returns the properties and their defaults as text. */
    static Map<String, String> of(Properties properties) {
        Map<Object, Object> all = new HashMap<>();
        // Only this set includes the defaults; it leaves out values that are not text.
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        all.putAll(properties);
        return of((Map<?, ?>) all);
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        if (value instanceof Password password) {
            return password.value();
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(each -> text(name, each)).collect(Collectors.joining(","));
        }
        if (value == null) {
            throw new IllegalArgumentException(
                    "Kafka property " + name + " must not be null; give it a value or leave it out");
        }
        // The message names the type only: the value may be a secret.
        throw new IllegalArgumentException("the value of Kafka property " + name
                + " must be a String, a Number, a Boolean, a Class, a Password or a Collection of those: "
                + value.getClass().getName());
    }
}
