/** The log as it is on Kafka: the topic's provisioning, and the producer that appends events. */
@NullMarked
package io.revocast.publisher.kafka;

import org.jspecify.annotations.NullMarked;
