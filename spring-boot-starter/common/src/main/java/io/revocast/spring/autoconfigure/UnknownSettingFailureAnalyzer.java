package io.revocast.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import java.util.List;
import java.util.stream.Collectors;

/** Explains an unknown key under {@code revocast}, and suggests the key that is meant. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("revocast");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
        List<ConfigurationProperty> unknown = cause.getUnboundProperties().stream()
                .filter(property -> PREFIX.isAncestorOf(property.getName()))
                .toList();
        if (unknown.isEmpty()) {
            return null;
        }
        String description = unknown.stream()
                .map(property -> "Unknown setting " + property.getName() + " (" + property.getOrigin() + ")")
                .collect(Collectors.joining("\n"));
        String action = unknown.stream()
                .map(property -> "Replace " + property.getName() + ", perhaps by "
                        + SettingNames.suggestion(property.getName()) + ", or remove it.")
                .collect(Collectors.joining("\n"));
        return new FailureAnalysis(
                description, action + "\nThe settings are: " + String.join(", ", SettingNames.known()) + ".", cause);
    }
}
