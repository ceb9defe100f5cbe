/** Where the Kafka settings of the application come from. */
@NullMarked
package io.revocast.spring.kafka;

import org.jspecify.annotations.NullMarked;
