/**
 * The demo: sets up a real Kafka, the publisher and three instances of the service as processes of their own, plays the
 * life of a token on them, and prints what happened with the measured times.
 */
@NullMarked
package io.revocast.demo.story;

import org.jspecify.annotations.NullMarked;
