package io.revocast.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which keys there are. Immutable.
 *
 * @param fixed whole keys
 * @param families patterns of keys whose middle or end the operator chooses
 */
public record KeySchema(Set<String> fixed, List<Family> families) {
    private static final int FARTHEST_SUGGESTION = 4;

    public KeySchema {
        fixed = Set.copyOf(fixed);
        families = List.copyOf(families);
    }

    /**
     * Keys such as {@code api-keys.<name>}.
     *
     * @param shape shown to people, with the free part in angle brackets
     * @param separator what an underscore of an environment variable's free part stands for
     * @param secret whether values are never shown
     */
    public record Family(String shape, char separator, boolean secret) {
        private static final Pattern FREE = Pattern.compile("<[a-z]+>");

        boolean matches(String key) {
            return Pattern.matches(regex("[A-Za-z0-9][A-Za-z0-9._-]*", shape, false), key);
        }

        Optional<String> fromEnvironment(String variable) {
            String pattern = regex("([A-Z0-9][A-Z0-9_]*)", shape, true);
            Matcher matcher = Pattern.compile(pattern).matcher(variable);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String free = matcher.group(1).toLowerCase(Locale.ROOT).replace('_', separator);
            return Optional.of(FREE.matcher(shape).replaceAll(Matcher.quoteReplacement(free)));
        }

        private static String regex(String free, String shape, boolean environment) {
            Matcher found = FREE.matcher(shape);
            if (!found.find()) {
                throw new IllegalArgumentException("a family has one free part in angle brackets: " + shape);
            }
            String before = shape.substring(0, found.start());
            String after = shape.substring(found.end());
            return Pattern.quote(environment ? variable(before) : before)
                    + free
                    + Pattern.quote(environment ? variable(after) : after);
        }
    }

    /** Returns a schema that has these keys too. */
    public KeySchema with(Set<String> moreFixed, List<Family> moreFamilies) {
        return new KeySchema(
                Stream.concat(fixed.stream(), moreFixed.stream()).collect(Collectors.toSet()),
                Stream.concat(families.stream(), moreFamilies.stream()).toList());
    }

    /** Whether there is such a key. */
    boolean knows(String key) {
        return fixed.contains(key) || families.stream().anyMatch(family -> family.matches(key));
    }

    /** Whether the key's values are never shown. */
    boolean isSecret(String key) {
        return families.stream().anyMatch(family -> family.secret() && family.matches(key));
    }

    /** The key that an environment variable sets, its prefix already taken off. */
    Optional<String> fromEnvironment(String variable) {
        return Stream.concat(
                        fixed.stream().filter(key -> variable(key).equals(variable)),
                        families.stream().flatMap(family -> family.fromEnvironment(variable).stream()))
                .findFirst();
    }

    /** The key that the operator may have meant. */
    Optional<String> suggestion(String unknown) {
        return Stream.concat(fixed.stream(), families.stream().map(Family::shape))
                .filter(key -> distance(key, unknown) <= FARTHEST_SUGGESTION)
                .min(Comparator.comparingInt((String key) -> distance(key, unknown))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A key as an environment variable spells it, without the prefix. */
    static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Levenshtein's distance, regardless of case. */
    private static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
