package io.revocast.spring.boot4;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.Map;

/** Adds {@code revocation} to the readiness group, where the application has one that it did not define itself. */
final class Boot4ReadinessGroup implements HealthEndpointGroupsPostProcessor, Ordered {
    private static final String GROUP = "readiness";
    private static final String CONTRIBUTOR = "revocation";
    private static final String INCLUDED = "management.endpoint.health.group.readiness.include";

    private final boolean definedByApplication;

    Boot4ReadinessGroup(Environment environment) {
        this.definedByApplication = Binder.get(environment)
                .bind(INCLUDED, Bindable.setOf(String.class))
                .isBound();
    }

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        if (definedByApplication || !groups.getNames().contains(GROUP)) {
            return groups;
        }
        Map<String, HealthEndpointGroup> all = new HashMap<>();
        for (String name : groups.getNames()) {
            HealthEndpointGroup group = groups.get(name);
            if (group != null) {
                all.put(name, name.equals(GROUP) ? new WithRevocation(group) : group);
            }
        }
        return HealthEndpointGroups.of(groups.getPrimary(), all);
    }

    /** After Spring Boot has added the group. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    private record WithRevocation(HealthEndpointGroup group) implements HealthEndpointGroup {
        @Override
        public boolean isMember(String name) {
            return name.equals(CONTRIBUTOR) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext context) {
            return group.showComponents(context);
        }

        @Override
        public boolean showDetails(SecurityContext context) {
            return group.showDetails(context);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
