/** What the publisher tells Prometheus. The only user of Micrometer, but for what Kafka's producer says of itself. */
@NullMarked
package io.revocast.publisher.metrics;

import org.jspecify.annotations.NullMarked;
