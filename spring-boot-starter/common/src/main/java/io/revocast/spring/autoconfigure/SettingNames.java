package io.revocast.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The names of the settings under {@code revocast}, and suggestions for names that are misspelt. */
final class SettingNames {
    private static final String VARIABLE_PREFIX = "REVOCAST_";

    /** Other programs have variables with the prefix too, so only small differences count as misspelt. */
    private static final int LARGEST_DIFFERENCE = 2;

    /** A short name differs from many others by two characters. */
    private static final int LEAST_LENGTH_PER_DIFFERENCE = 4;

    private SettingNames() {}

    /** Returns the names without the prefix, sorted. */
    static List<String> known() {
        return names(RevocastProperties.class);
    }

    /** Returns the name that is closest to an unknown one, also for a key of a nested setting. */
    static String suggestion(ConfigurationPropertyName unknown) {
        String first = element(unknown, 1);
        Class<?> nested = nestedIn(first);
        int last = unknown.getNumberOfElements() > 2 && unknown.isNumericIndex(2) ? 3 : 2;
        if (nested != null && unknown.getNumberOfElements() > last) {
            return unknown.chop(last) + "." + closest(element(unknown, last), names(nested));
        }
        return "revocast." + closest(first, known());
    }

    /** Returns a sentence for each environment variable that is almost the name of a setting. */
    static List<String> misspeltVariables(Environment environment) {
        if (environment instanceof ConfigurableEnvironment configurable
                && configurable.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                        instanceof EnumerablePropertySource<?> variables) {
            return Arrays.stream(variables.getPropertyNames())
                    .filter(name -> name.startsWith(VARIABLE_PREFIX))
                    .sorted()
                    .flatMap(SettingNames::misspelt)
                    .toList();
        }
        return List.of();
    }

    private static Stream<String> misspelt(String variable) {
        String name =
                variable.substring(VARIABLE_PREFIX.length()).replace("_", "").toLowerCase(Locale.ROOT);
        String closest = closest(name, known());
        int difference = distance(name, closest.replace("-", ""));
        return difference == 0
                        || difference > LARGEST_DIFFERENCE
                        || difference * LEAST_LENGTH_PER_DIFFERENCE > name.length()
                ? Stream.empty()
                : Stream.of("the environment variable " + variable + " is not a setting; did you mean "
                        + VARIABLE_PREFIX + closest.replace('-', '_').toUpperCase(Locale.ROOT) + "?");
    }

    private static String element(ConfigurationPropertyName name, int index) {
        return name.getElement(index, ConfigurationPropertyName.Form.DASHED);
    }

    private static List<String> names(Class<?> settings) {
        return Arrays.stream(settings.getRecordComponents())
                .map(SettingNames::name)
                .sorted()
                .toList();
    }

    private static String name(RecordComponent setting) {
        return setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Returns the record that a setting, or each of its elements, consists of; null for a plain setting. */
    private static @Nullable Class<?> nestedIn(String setting) {
        return Arrays.stream(RevocastProperties.class.getRecordComponents())
                .filter(component -> name(component).equals(setting))
                .flatMap(component ->
                        Stream.concat(Stream.of(component.getType()), elementTypes(component.getGenericType())))
                .filter(Class::isRecord)
                .findFirst()
                .orElse(null);
    }

    private static Stream<Class<?>> elementTypes(Type type) {
        return type instanceof ParameterizedType parameterized
                ? Arrays.stream(parameterized.getActualTypeArguments())
                        .filter(Class.class::isInstance)
                        .<Class<?>>map(Class.class::cast)
                : Stream.empty();
    }

    private static String closest(String name, List<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
    }

    /** The Levenshtein distance: how many characters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
