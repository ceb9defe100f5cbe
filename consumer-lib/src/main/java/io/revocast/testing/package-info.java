/** Fakes for the tests of services that embed the library: no Kafka, no threads. */
@NullMarked
package io.revocast.testing;

import org.jspecify.annotations.NullMarked;
