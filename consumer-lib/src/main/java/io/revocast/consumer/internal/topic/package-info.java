/** How a list reaches the topic: Kafka clients, the identity of the topic, and their failures. */
@NullMarked
package io.revocast.consumer.internal.topic;

import org.jspecify.annotations.NullMarked;
