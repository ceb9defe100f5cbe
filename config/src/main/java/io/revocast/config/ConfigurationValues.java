package io.revocast.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The effective settings: flags over system properties over environment over file. Unknown keys are refused wherever
 * they stand, because a misspelt setting is one that is not in force. Immutable.
 */
public final class ConfigurationValues {
    private static final String PROPERTY_PREFIX = "revocast.";
    private static final String VARIABLE_PREFIX = "REVOCAST_";
    private static final String FILE_SUFFIX = "_FILE";

    private final KeySchema schema;
    private final NavigableMap<String, Setting> settings;

    private record Setting(String value, String source) {}

    /** Turns a text into a value, or throws {@link IllegalArgumentException} with the rule that it breaks. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(String text);
    }

    private ConfigurationValues(KeySchema schema, NavigableMap<String, Setting> settings) {
        this.schema = schema;
        this.settings = settings;
    }

    /** Reads all sources. */
    public static ConfigurationValues load(KeySchema schema, Sources sources) throws ConfigurationException {
        ConfigurationValues loaded = new ConfigurationValues(schema, new TreeMap<>());
        Path file = sources.file();
        if (file != null) {
            loaded.addFile(file);
        }
        for (Map.Entry<String, String> variable : sources.environment().entrySet()) {
            if (variable.getKey().startsWith(VARIABLE_PREFIX)) {
                loaded.addVariable(variable.getKey(), variable.getValue());
            }
        }
        for (Map.Entry<String, String> property : sources.systemProperties().entrySet()) {
            if (property.getKey().startsWith(PROPERTY_PREFIX)) {
                String key = property.getKey().substring(PROPERTY_PREFIX.length());
                loaded.add(key, property.getValue(), "system property " + property.getKey());
            }
        }
        for (Map.Entry<String, String> flag : sources.flags().entrySet()) {
            loaded.add(flag.getKey(), flag.getValue(), "flag --set " + flag.getKey());
        }
        return loaded;
    }

    private void addFile(Path file) throws ConfigurationException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("the configuration file cannot be read: " + file + ": " + e, e);
        }
        for (String key : properties.stringPropertyNames()) {
            add(key, properties.getProperty(key), "file " + file);
        }
    }

    private void addVariable(String variable, String value) throws ConfigurationException {
        String name = variable.substring(VARIABLE_PREFIX.length());
        Optional<String> inFile = name.endsWith(FILE_SUFFIX)
                ? schema.fromEnvironment(name.substring(0, name.length() - FILE_SUFFIX.length()))
                : Optional.empty();
        Optional<String> key = schema.fromEnvironment(name);
        if (inFile.isPresent() && (key.isEmpty() || schema.isSecret(inFile.get()))) {
            add(
                    inFile.get(),
                    content(variable, Path.of(value)),
                    "the file that environment variable " + variable + " names");
            return;
        }
        if (key.isEmpty()) {
            throw new ConfigurationException("environment variable " + variable + " sets no known key"
                    + suggestion(name.replace('_', '.'), "; did you mean the one for %s?"));
        }
        add(key.get(), value, "environment variable " + variable);
    }

    private static String content(String variable, Path file) throws ConfigurationException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new ConfigurationException(
                    "environment variable " + variable + " names a file that cannot be read: " + file + ": " + e, e);
        }
    }

    private void add(String key, String value, String source) throws ConfigurationException {
        if (!schema.knows(key)) {
            throw new ConfigurationException(
                    "unknown key " + key + " in " + source + suggestion(key, "; did you mean %s?"));
        }
        settings.put(key, new Setting(value.strip(), source));
    }

    private String suggestion(String key, String format) {
        return schema.suggestion(key).map(format::formatted).orElse("");
    }

    /** Returns the value of a key; empty when it is not set. */
    public <T> Optional<T> read(String key, Reading<T> reading) throws ConfigurationException {
        Setting setting = settings.get(key);
        if (setting == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(setting.value()));
        } catch (IllegalArgumentException e) {
            throw refusal(key, String.valueOf(e.getMessage()), e);
        }
    }

    /** The exception that says what is wrong with the value that a key has, and where it stands. */
    public ConfigurationException refusal(String key, String rule, Throwable cause) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return new ConfigurationException(key + " " + rule, cause);
        }
        String shown = schema.isSecret(key) ? "" : ": \"" + setting.value() + "\"";
        return new ConfigurationException(key + " " + rule + shown + " (from " + setting.source() + ")", cause);
    }

    /**
     * One setting as an operator may see it.
     *
     * @param value what it is set to, or its default; secrets are masked, and empty when there is neither
     * @param source where that stands
     */
    public record Effective(String key, String value, String source) {}

    /**
     * Everything that is set, and every other whole key that could be, by key.
     *
     * @param defaults what holds for keys that are not set
     */
    public List<Effective> effective(Map<String, String> defaults) {
        SortedMap<String, Effective> all = new TreeMap<>();
        schema.fixed()
                .forEach(key -> all.put(
                        key,
                        defaults.containsKey(key)
                                ? new Effective(key, defaults.getOrDefault(key, ""), "default")
                                : new Effective(key, "", "not set")));
        settings.forEach((key, setting) ->
                all.put(key, new Effective(key, schema.isSecret(key) ? "***" : setting.value(), setting.source())));
        return List.copyOf(all.values());
    }

    /** Returns the keys that begin with a prefix, without it, and their values as they are. */
    public SortedMap<String, String> family(String prefix) {
        SortedMap<String, String> family = new TreeMap<>();
        settings.tailMap(prefix, true).forEach((key, setting) -> {
            if (key.startsWith(prefix)) {
                family.put(key.substring(prefix.length()), setting.value());
            }
        });
        return family;
    }

    /** Shows keys and sources, no values. */
    @Override
    public String toString() {
        return "ConfigurationValues" + settings.keySet();
    }
}
