/**
 * The log of revocations and the log of audit entries in Kafka.
 *
 * <p>{@code kafka.topic} has the topics, and {@code kafka.client} has what both share.
 */
@NullMarked
package io.revocast.publisher.kafka;

import org.jspecify.annotations.NullMarked;
