/**
 * The lists behind {@code io.revocast.consumer.RevocationList}: their options, their parts and the check of a token.
 *
 * <p>Each sub-package has one step. A package uses only those above it:
 *
 * <ul>
 *   <li>{@code settings}: the checked settings.
 *   <li>{@code store}: the live revocations in memory.
 *   <li>{@code status}: freshness, state, counters, log lines and notifications.
 *   <li>{@code topic}: the Kafka clients and the identity of the topic.
 *   <li>{@code replay}: reads the topic, proves freshness and applies records.
 * </ul>
 *
 * <p>Internal: of other modules only the publisher uses these packages, and they may change in any release.
 */
@NullMarked
package io.revocast.consumer.internal;

import org.jspecify.annotations.NullMarked;
