/** What operators see of the Kafka topics. Knows no Kafka and no HTTP. */
@NullMarked
package io.revocast.publisher.topic;

import org.jspecify.annotations.NullMarked;
