/** Creates, checks and watches the topics, and finds out whether a topic was lost. */
@NullMarked
package io.revocast.publisher.kafka.topic;

import org.jspecify.annotations.NullMarked;
