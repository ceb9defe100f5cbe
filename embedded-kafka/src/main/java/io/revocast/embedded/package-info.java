/** A real Apache Kafka in this process, for demos and tests. Imports nothing else of Revocast. */
@NullMarked
package io.revocast.embedded;

import org.jspecify.annotations.NullMarked;
