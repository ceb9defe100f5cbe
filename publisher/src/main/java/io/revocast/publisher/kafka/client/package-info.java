/** The properties of Kafka clients, the reader of the audit topic, and the failures of producers. */
@NullMarked
package io.revocast.publisher.kafka.client;

import org.jspecify.annotations.NullMarked;
