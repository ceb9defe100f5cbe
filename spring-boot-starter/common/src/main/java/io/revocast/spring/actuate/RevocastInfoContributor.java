package io.revocast.spring.actuate;

import io.revocast.consumer.RevocationList;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds to {@code /actuator/info} whether this application checks revocations, and how. Thread-safe. */
public final class RevocastInfoContributor implements InfoContributor {
    private final @Nullable RevocationList list;
    private final Map<String, Object> settings;

    /**
     * A contributor.
     *
     * @param list the list; null when {@code revocast.enabled} is false
     * @param settings what else to say, without secrets
     */
    public RevocastInfoContributor(@Nullable RevocationList list, Map<String, Object> settings) {
        this.list = list;
        this.settings = settings;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("enabled", list != null);
        if (list != null) {
            details.put("state", list.state().wireName());
        }
        details.putAll(settings);
        builder.withDetail("revocast", details);
    }
}
