package io.revocast.publisher.health;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that an operator should look at. Immutable.
 *
 * @param text what is wrong, in plain words
 * @param since when this publisher first saw it; null when it has only just looked
 */
public record Alarm(Kind kind, String text, @Nullable Instant since) {
    /** How bad it is. */
    public enum Severity {
        /** Revocations are not enforced somewhere, or cannot be written. */
        ERROR,
        /** Something is not known, or may go wrong. */
        WARNING;

        /** The name in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What kind of thing it is. */
    public enum Kind {
        /** The publisher cannot use the topic of revocations. */
        KAFKA(Severity.ERROR),
        /** The publisher's own list is not current. */
        STALE(Severity.ERROR),
        /** Decisions cannot be recorded, so nothing can be revoked. */
        AUDIT(Severity.ERROR),
        /** Revocations must be appended again. */
        REPAIR(Severity.ERROR),
        /** Two instances hold different revocations. */
        DIGEST_MISMATCH(Severity.ERROR),
        /** Instances cannot prove that they are current. */
        STALE_INSTANCES(Severity.ERROR),
        /** Instances read another topic than the publisher. */
        OTHER_TOPIC_INSTANCES(Severity.ERROR),
        /** Instances lack revocations that are older than two seconds. */
        BEHIND_INSTANCES(Severity.WARNING),
        /** Instances do not report. */
        SILENT_INSTANCES(Severity.WARNING),
        /** Several processes report under one name. */
        NAME_CONFLICT(Severity.WARNING),
        /** The canary did not arrive at every instance. */
        CANARY_FAILED(Severity.WARNING),
        /** The reports of instances cannot be read. */
        FLEET_UNAVAILABLE(Severity.WARNING),
        /** The messages of a provider may revoke nothing. */
        PROVIDER(Severity.WARNING),
        /** A part of the publisher ended. */
        LIVENESS(Severity.ERROR);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }

        /** How bad it is. */
        public Severity severity() {
            return severity;
        }

        /** The name in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An alarm that was found just now. */
    public Alarm(Kind kind, String text) {
        this(kind, text, null);
    }

    /** The same since a time. */
    public Alarm since(Instant time) {
        return new Alarm(kind, text, time);
    }
}
