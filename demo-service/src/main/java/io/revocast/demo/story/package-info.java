/**
 * The demo. It starts a real Kafka, the publisher and three instances of the service as separate processes. It plays the
 * life of a token on them and prints the steps with the measured times.
 */
@NullMarked
package io.revocast.demo.story;

import org.jspecify.annotations.NullMarked;
